import type { TestContext } from "node:test";
import type { Subject } from "../../../src/doctor/subject.ts";
import { connect } from "../../../src/signalr/connection.ts";
import { serviceTarget } from "../../../src/signalr/connectTarget.ts";
import { createClientToken } from "../../../src/signalr/token.ts";
import type { Case, CaseGroup } from "./case.ts";
import { parseConnectionString } from "../../../src/signalr/connectionString.ts";
import { apiOf, instanceOf, operationOf, putDiagnostic, putOperation, putPolicy, sandboxSubject, serviceOf, set } from "./sandbox.ts";
import type { Scene, SceneOptions } from "./sandbox.ts";
import { Recorder } from "../../signalr/recorder.ts";
import { answering, onlyApp, redirecting } from "./wire.ts";

function spoiled(name: string, cause: string, source: string, options: SceneOptions, more: Partial<Pick<Case, "followedBy" | "deadlines" | "arrange">> & { readonly place?: Case["place"] | "nowhere" } = {}): Case {
  const { place = "the gateway", ...rest } = more;
  return { name, cause, source, ...(place !== "nowhere" && { place }), arrange: (t) => sandboxSubject(t, options), ...rest };
}

/** The gateway at an address where it cannot be reached. */
function unreachable(url: string): NonNullable<SceneOptions["subject"]> {
  return ({ sandbox: { line }, connectionString }) => ({ connectionString: parseConnectionString(connectionString.replace(line.gatewayUrl, url)) });
}

const serverless = (scene: Scene): void => set(serviceOf(scene).properties, { features: [{ flag: "ServiceMode", value: "Serverless", properties: {} }] });

/** The app's clients are sent to the gateway, and what was published there is gone. */
async function unpublished(t: TestContext): Promise<Subject> {
  const token = Promise.withResolvers<{ readonly url: string; readonly accessToken: string }>();
  const subject = await sandboxSubject(t, {
    spoil: async (scene) => {
      const { apis } = instanceOf(scene);
      for (const id of apis.keys()) if (id.startsWith("chat-signalr")) apis.delete(id);
      token.resolve({ url: `${scene.sandbox.line.gatewayUrl}/client/?hub=chat`, accessToken: await createClientToken({ accessKey: serviceOf(scene).keys.primary, endpoint: scene.sandbox.line.serviceEndpoint, hub: "chat" }) });
    },
  });
  const { url, accessToken } = await token.promise;
  return { ...subject, ...(await onlyApp(t, redirecting(url, accessToken))) };
}

function masterKey(scene: Scene): string {
  const key = instanceOf(scene).subscriptions.get("master")?.properties["primaryKey"];
  if (typeof key !== "string") throw new Error("no key");
  return key;
}

/** A service of the Free tier with twenty clients. */
async function fullService(t: TestContext): Promise<Subject> {
  return sandboxSubject(t, {
    spoil: async (scene) => {
      set(serviceOf(scene).envelope, { sku: { name: "Free_F1", tier: "Free", capacity: 1 } });
      const { url, accessToken } = serviceTarget({ connectionString: parseConnectionString(scene.sandbox.line.connectionString), hub: "chat" });
      const clients = await Promise.all(Array.from({ length: 20 }, () => connect({ url, accessToken }, new Recorder())));
      t.after(() => Promise.all(clients.map((client) => client.close())));
    },
  });
}

const http = { layout: "http" } as const;
const origin = "https://pages.example";
const quick = { deadlines: { wireMs: 1_500, planeMs: 20_000 } };
const service = { place: "the service" } as const;

/** A published integration in which one thing is spoiled: the control plane explains what the wire shows. */
export const publishedCases: CaseGroup = {
  title: "What the control plane explains",
  cases: [
    spoiled("The negotiate API was deleted", "apiMissing", "apim-facts 2.2", { spoil: (scene) => void instanceOf(scene).apis.delete("chat-signalr-negotiate") }),
    spoiled("The WebSocket API was deleted", "apiMissing", "signalr-protocol 9 #2", { spoil: (scene) => void instanceOf(scene).apis.delete("chat-signalr-connect") }),
    spoiled("The POST operation of negotiate was deleted", "operationMissing", "apim-facts 2.1", { spoil: (scene) => void apiOf(scene, "negotiate").operations.delete("negotiate") }),
    spoiled("The negotiate API's suffix was changed", "pathDiffers", "screens, Doctor", { spoil: (scene) => set(apiOf(scene, "negotiate").properties, { path: "client2/negotiate" }) }),
    spoiled("The negotiate API leads to another backend", "backendDiffers", "apim-facts 2.1", { spoil: (scene) => set(apiOf(scene, "negotiate").properties, { serviceUrl: "http://127.0.0.1:9/client/negotiate/" }) }),
    spoiled("Another API has a longer suffix and takes the calls", "suffixShadowed", "apim-facts 2.1", { publish: http, spoil: (scene) => set(instanceOf(scene).apis.get("echo-api")?.properties ?? {}, { path: "client/negotiate" }) }),
    spoiled("The APIs want a subscription key", "keyNeeded", "signalr-protocol 9 #39", { publish: { requireSubscriptionKey: true } }),
    spoiled("The subscription key that was sent is not good", "keyNotGood", "apim-facts 2.2", { publish: { requireSubscriptionKey: true }, subject: { network: { headers: { "Ocp-Apim-Subscription-Key": "nonsense" } } } }),
    spoiled("The product whose key was sent is not published", "productNotPublished", "issue 6, product and state", { publish: { product: "chat" }, spoil: (scene) => set(instanceOf(scene).products.get("chat")?.properties ?? {}, { state: "notPublished" }), subject: { network: { headers: { "Ocp-Apim-Subscription-Key": "nonsense" } } } }, { followedBy: ["keyNotGood"] }),
    spoiled("Preflights are asked for the subscription key", "preflightNeedsKey", "signalr-protocol 9 #11", { publish: { requireSubscriptionKey: true }, subject: (scene) => ({ origin, network: { headers: { "Ocp-Apim-Subscription-Key": masterKey(scene) } } }) }),
    spoiled("Events of Server-Sent Events are held back", "responseBuffered", "signalr-protocol 9 #25", { publish: http, spoil: (scene) => void (operationOf(scene, "http", "connect").policy = undefined) }, quick),
    spoiled("Long polling has no DELETE", "operationMissing", "signalr-protocol 9 #12", { publish: http, spoil: (scene) => void apiOf(scene, "http").operations.delete("close") }),
    spoiled("A rate limit acts on the API", "policyLimitsRate", "apim-facts 2.2", { spoil: (scene) => putPolicy(scene, "apis/chat-signalr-negotiate", { inbound: '<base /><rate-limit-by-key calls="1" renewal-period="300" counter-key="all" />' }), subject: { origin } }, { followedBy: ["unitsFull", "tooManyRequests"] }),
    spoiled("A policy wants a token of another issuer", "policyValidatesToken", "signalr-protocol 9 #21", { spoil: (scene) => putPolicy(scene, "apis/chat-signalr-negotiate", { inbound: '<base /><validate-jwt header-name="Authorization"><issuer-signing-keys><key>MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=</key></issuer-signing-keys></validate-jwt>' }) }),
    spoiled("A policy lets only some addresses in", "policyFiltersAddress", "apim-facts 2.3", { spoil: (scene) => putPolicy(scene, "apis/chat-signalr-negotiate", { inbound: '<base /><ip-filter action="allow"><address>192.0.2.1</address></ip-filter>' }) }),
    spoiled("A return-response policy answers negotiate", "answeredByPolicy", "signalr-protocol 9 #17", { spoil: (scene) => putPolicy(scene, "apis/chat-signalr-negotiate", { inbound: "<base /><return-response />" }) }),
    spoiled("A policy sets another backend", "backendSetByPolicy", "apim-facts 3.3", { spoil: (scene) => putPolicy(scene, "apis/chat-signalr-negotiate", { inbound: '<base /><set-backend-service base-url="http://127.0.0.1:9/" />' }) }),
    spoiled("A policy takes the hub out of the query", "policyChangesQuery", "signalr-protocol 7.3", { spoil: (scene) => putPolicy(scene, "apis/chat-signalr-negotiate", { inbound: '<base /><set-query-parameter name="hub" exists-action="delete" />' }) }),
    spoiled("A policy rewrites the path", "pathRewritten", "apim-facts 2.1", { spoil: (scene) => putPolicy(scene, "apis/chat-signalr-negotiate", { inbound: '<base /><rewrite-uri template="/elsewhere" />' }) }),
    spoiled("The policy of all APIs forwards nothing", "forwardRequestMissing", "apim-facts 3.1", { spoil: (scene) => putPolicy(scene, "", { inbound: "", backend: "", outbound: "" }) }),
    spoiled("Pages of this origin are not among the published ones", "gatewayOriginMissing", "signalr-protocol 9 #1", { publish: { ...http, cors: ["https://other.example"] }, subject: { origin } }),
    spoiled("The service is stopped", "serviceStopped", "apim-facts 4", { spoil: (scene) => set(serviceOf(scene).properties, { resourceStopped: "true" }) }, service),
    spoiled("The service's network rules refuse clients", "serviceRefusesClients", "signalr-protocol 7.3", { spoil: (scene) => set(serviceOf(scene).properties, { networkACLs: { defaultAction: "Deny", publicNetwork: { allow: ["ServerConnection"] } } }) }, service),
    spoiled("Public network access of the service is off", "serviceNotPublic", "signalr-protocol 7.3", { spoil: (scene) => set(serviceOf(scene).properties, { publicNetworkAccess: "Disabled" }) }, service),
    spoiled("The service's IP rules do not let the gateway in", "serviceIpRules", "issue 6, IP rules", { spoil: (scene) => set(serviceOf(scene).properties, { networkACLs: { defaultAction: "Deny", publicNetwork: { allow: ["ClientConnection"] }, ipRules: [{ value: "10.0.0.0/8", action: "Allow" }] } }) }, service),
    spoiled("A private endpoint of the service waits to be approved", "privateEndpointWaits", "issue 6, private endpoint", { spoil: (scene) => set(serviceOf(scene).properties, { publicNetworkAccess: "Disabled", privateEndpointConnections: [{ properties: { privateLinkServiceConnectionState: { status: "Pending" } } }] }) }, { ...service, followedBy: ["serviceNotPublic"] }),
    spoiled("The origin is not among the service's own", "serviceOriginMissing", "signalr-protocol 9 #40", { spoil: (scene) => set(serviceOf(scene).properties, { cors: { allowedOrigins: ["https://other.example"] } }), subject: { origin } }, service),
    spoiled("An app that is not running, in Default mode", "modeDefaultWithoutServer", "signalr-protocol 7.1", { subject: { hub: "orders" } }, { place: "the app" }),
    spoiled("A Serverless service without an upstream is called", "upstreamMissing", "signalr-protocol 7.1", { spoil: serverless, subject: { invoke: { target: "echo", args: ["a", "b"] } } }, { ...service, ...quick }),
    spoiled("Keys were switched off after they were read", "keysDisabled", "apim-facts 4", { spoil: (scene) => set(serviceOf(scene).properties, { disableLocalAuth: true }), subject: ({ connectionString }) => ({ connectionString: parseConnectionString(connectionString) }) }, service),
    spoiled("The key was regenerated after it was read", "keyRegenerated", "signalr-protocol 7.3", { spoil: (scene) => { const { keys } = serviceOf(scene); keys.primary = keys.secondary; }, subject: ({ connectionString }) => ({ connectionString: parseConnectionString(connectionString) }) }, service),
    spoiled("A gateway of the Consumption tier carries no WebSockets", "tierWithoutWebSockets", "apim-facts 0.4", { spoil: (scene) => set(instanceOf(scene).envelope, { sku: { name: "Consumption", capacity: 0 } }) }),
    spoiled("The WebSocket API leads to another backend", "backendDiffers", "apim-facts 2.1", { spoil: (scene) => set(apiOf(scene, "connect").properties, { serviceUrl: "ws://127.0.0.1:9/client/" }) }),
    spoiled("The instance is in an internal network, and this computer is not", "instanceInternal", "apim-facts 2.3", { spoil: (scene) => set(instanceOf(scene).properties, { virtualNetworkType: "Internal" }), subject: unreachable("http://nobody.invalid") }, { followedBy: ["hostNotFound"] }),
    spoiled("Public network access of the instance is off", "instanceNotPublic", "apim-facts 2.3", { spoil: (scene) => set(instanceOf(scene).properties, { publicNetworkAccess: "Disabled" }), subject: unreachable("http://127.0.0.1:9") }, { followedBy: ["connectionRefused"] }),
    spoiled("The gateway of the region is switched off", "gatewayDisabled", "apim-facts 1.2", { spoil: (scene) => set(instanceOf(scene).properties, { disableGateway: true }), subject: unreachable("http://127.0.0.1:9") }),
    spoiled("The instance is being changed", "instanceBusy", "apim-facts 1.2", { spoil: (scene) => set(instanceOf(scene).properties, { provisioningState: "Updating" }), subject: unreachable("http://127.0.0.1:9") }),
    spoiled("The gateway's log keeps the tokens of clients", "tokensLogged", "signalr-protocol 9 #22", { spoil: (scene) => putDiagnostic(scene, "", {}) }, { place: "nowhere" }),
    spoiled("The custom domain's certificate is over", "domainCertificateExpired", "apim-facts 1.2", { spoil: (scene) => set(instanceOf(scene).properties, { hostnameConfigurations: [{ type: "Proxy", hostName: "rt.example", certificate: { expiry: "2024-01-01T00:00:00Z" } }] }) }, { place: "nowhere" }),
    spoiled("Gateway and service are in different regions", "regionsDiffer", "issue 6, region mismatch", { spoil: (scene) => set(serviceOf(scene).envelope, { location: "australiaeast" }) }, { place: "nowhere" }),
    spoiled("The service behind the APIs is none that can be seen", "serviceUnknown", "issue 6, resources moved or deleted", { spoil: (scene) => scene.model.services.clear() }, { place: "nowhere" }),
    spoiled("The Free tier's twenty connections are used up", "freeTierFull", "signalr-protocol 7.2", {}, { ...service, arrange: fullService }),
    spoiled("The gateway lets clients reach another hub only", "hubNotAllowed", "features S6", { publish: { hubs: ["orders"] } }),
    spoiled("An OPTIONS operation switches the gateway's CORS off, and the service does not know the origin", "optionsSwitchesCorsOff", "apim-facts 3.4", {
      publish: { ...http, cors: [origin] }, subject: { origin },
      spoil: async (scene) => {
        set(serviceOf(scene).properties, { cors: { allowedOrigins: ["https://other.example"] } });
        await putOperation(scene, "apis/chat-signalr-http", "OPTIONS", "/negotiate");
      },
    }),
    spoiled("The cors policy allows any origin", "corsWildcard", "signalr-protocol 9 #10", { publish: { ...http, cors: [origin] }, subject: { origin }, spoil: (scene) => putPolicy(scene, "apis/chat-signalr-http", { inbound: "<cors><allowed-origins><origin>*</origin></allowed-origins><allowed-methods><method>POST</method></allowed-methods><allowed-headers><header>*</header></allowed-headers></cors><base />" }) }),
    spoiled("A check-header policy wants what browsers cannot send", "policyChecksHeader", "signalr-protocol 9 #20", { spoil: (scene) => putPolicy(scene, "apis/chat-signalr-negotiate", { inbound: '<base /><check-header name="x-tenant" failed-check-httpcode="401" failed-check-error-message="no tenant" ignore-case="true"><value>a</value></check-header>' }) }),
    spoiled("A Serverless service refuses the app's server", "modeServerless", "signalr-protocol 9 #36", {}, { ...service, arrange: async (t) => ({ ...(await sandboxSubject(t, { spoil: serverless })), ...(await onlyApp(t, answering(500, "Azure SignalR Service is not connected yet, please try again later."))) }) }),
    spoiled("An app is examined, and nothing is published for its service", "notPublished", "apim-facts 2.2", {}, { arrange: unpublished }),
  ],
};
