import type { Case, CaseGroup } from "./case.ts";
import { parseConnectionString } from "../../../src/signalr/connectionString.ts";
import { apiOf, instanceOf, operationOf, putPolicy, sandboxSubject, serviceOf, set } from "./sandbox.ts";
import type { SceneOptions } from "./sandbox.ts";

function spoiled(name: string, cause: string, source: string, options: SceneOptions, more: Partial<Pick<Case, "place" | "followedBy" | "deadlines">> = {}): Case {
  return { name, cause, source, place: "the gateway", arrange: (t) => sandboxSubject(t, options), ...more };
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
    spoiled("The WebSocket API was deleted", "apiMissing", "apim-facts 0.1", { spoil: (scene) => void instanceOf(scene).apis.delete("chat-signalr-connect") }),
    spoiled("The POST operation of negotiate was deleted", "operationMissing", "apim-facts 2.1", { spoil: (scene) => void apiOf(scene, "negotiate").operations.delete("negotiate") }),
    spoiled("The negotiate API's suffix was changed", "pathDiffers", "screens, Doctor", { spoil: (scene) => set(apiOf(scene, "negotiate").properties, { path: "client2/negotiate" }) }),
    spoiled("The negotiate API leads to another backend", "backendDiffers", "apim-facts 2.1", { spoil: (scene) => set(apiOf(scene, "negotiate").properties, { serviceUrl: "http://127.0.0.1:9/client/negotiate/" }) }),
    spoiled("Another API has a longer suffix and takes the calls", "suffixShadowed", "apim-facts 2.1", { publish: http, spoil: (scene) => set(instanceOf(scene).apis.get("echo-api")?.properties ?? {}, { path: "client/negotiate" }) }),
    spoiled("The APIs want a subscription key", "keyNeeded", "signalr-protocol 9 #39", { publish: { requireSubscriptionKey: true } }),
    spoiled("The subscription key that was sent is not good", "keyNotGood", "apim-facts 2.2", { publish: { requireSubscriptionKey: true }, subject: { network: { headers: { "Ocp-Apim-Subscription-Key": "nonsense" } } } }),
    spoiled("Events of Server-Sent Events are held back", "responseBuffered", "signalr-protocol 9 #25", { publish: http, spoil: (scene) => void (operationOf(scene, "http", "connect").policy = undefined) }, quick),
    spoiled("Long polling has no DELETE", "operationMissing", "signalr-protocol 9 #12", { publish: http, spoil: (scene) => void apiOf(scene, "http").operations.delete("close") }),
    spoiled("A rate limit acts on the API", "policyLimitsRate", "apim-facts 2.2", { spoil: (scene) => putPolicy(scene, "apis/chat-signalr-negotiate", { inbound: '<base /><rate-limit-by-key calls="1" renewal-period="300" counter-key="all" />' }), subject: { origin } }),
    spoiled("A policy wants a token of another issuer", "policyValidatesToken", "signalr-protocol 9 #21", { spoil: (scene) => putPolicy(scene, "apis/chat-signalr-negotiate", { inbound: '<base /><validate-jwt header-name="Authorization"><issuer-signing-keys><key>MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=</key></issuer-signing-keys></validate-jwt>' }) }),
    spoiled("A policy lets only some addresses in", "policyFiltersAddress", "apim-facts 2.3", { spoil: (scene) => putPolicy(scene, "apis/chat-signalr-negotiate", { inbound: '<base /><ip-filter action="allow"><address>192.0.2.1</address></ip-filter>' }) }),
    spoiled("A return-response policy answers negotiate", "answeredByPolicy", "signalr-protocol 9 #17", { spoil: (scene) => putPolicy(scene, "apis/chat-signalr-negotiate", { inbound: "<base /><return-response />" }) }),
    spoiled("A policy sets another backend", "backendSetByPolicy", "apim-facts 3.3", { spoil: (scene) => putPolicy(scene, "apis/chat-signalr-negotiate", { inbound: '<base /><set-backend-service base-url="http://127.0.0.1:9/" />' }) }),
    spoiled("A policy takes the hub out of the query", "policyChangesQuery", "signalr-protocol 7.3", { spoil: (scene) => putPolicy(scene, "apis/chat-signalr-negotiate", { inbound: '<base /><set-query-parameter name="hub" exists-action="delete" />' }) }),
    spoiled("A policy rewrites the path", "pathRewritten", "apim-facts 2.1", { spoil: (scene) => putPolicy(scene, "apis/chat-signalr-negotiate", { inbound: '<base /><rewrite-uri template="/elsewhere" />' }) }),
    spoiled("The policy of all APIs forwards nothing", "forwardRequestMissing", "apim-facts 3.1", { spoil: (scene) => putPolicy(scene, "", { inbound: "", backend: "", outbound: "" }) }),
    spoiled("Pages of this origin are not among the published ones", "gatewayOriginMissing", "signalr-protocol 9 #1", { publish: { ...http, cors: ["https://other.example"] }, subject: { origin } }),
    spoiled("The service is stopped", "backendUnavailable", "apim-facts 4", { spoil: (scene) => set(serviceOf(scene).properties, { resourceStopped: "true" }) }, service),
    spoiled("The service's network rules refuse clients", "serviceRefusesClients", "signalr-protocol 7.3", { spoil: (scene) => set(serviceOf(scene).properties, { networkACLs: { defaultAction: "Deny", publicNetwork: { allow: ["ServerConnection"] } } }) }, service),
    spoiled("Public network access of the service is off", "serviceNotPublic", "signalr-protocol 7.3", { spoil: (scene) => set(serviceOf(scene).properties, { publicNetworkAccess: "Disabled" }) }, service),
    spoiled("The origin is not among the service's own", "serviceOriginMissing", "signalr-protocol 9 #40", { spoil: (scene) => set(serviceOf(scene).properties, { cors: { allowedOrigins: ["https://other.example"] } }), subject: { origin } }, service),
    spoiled("An app that is not running, in Default mode", "modeDefaultWithoutServer", "signalr-protocol 7.1", { subject: { hub: "orders" } }, { place: "the app" }),
    spoiled("A Serverless service without an upstream is called", "upstreamMissing", "signalr-protocol 7.1", { spoil: (scene) => set(serviceOf(scene).properties, { features: [{ flag: "ServiceMode", value: "Serverless", properties: {} }] }), subject: { invoke: { target: "echo", args: ["a", "b"] } } }, { ...service, ...quick }),
    spoiled("Keys were switched off after they were read", "keysDisabled", "apim-facts 4", { spoil: (scene) => set(serviceOf(scene).properties, { disableLocalAuth: true }), subject: ({ connectionString }) => ({ connectionString: parseConnectionString(connectionString) }) }, service),
    spoiled("The key was regenerated after it was read", "keyRegenerated", "signalr-protocol 7.3", { spoil: (scene) => { const { keys } = serviceOf(scene); keys.primary = keys.secondary; }, subject: ({ connectionString }) => ({ connectionString: parseConnectionString(connectionString) }) }, service),
    spoiled("A gateway of the Consumption tier carries no WebSockets", "tierWithoutWebSockets", "apim-facts 0.4", { spoil: (scene) => set(instanceOf(scene).envelope, { sku: { name: "Consumption", capacity: 0 } }) }),
  ],
};
