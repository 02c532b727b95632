import type { TestContext } from "node:test";
import type { Subject } from "../../../src/doctor/subject.ts";
import { parseConnectionString } from "../../../src/signalr/connectionString.ts";
import { createClientToken } from "../../../src/signalr/token.ts";
import { answering, bearerError, gatewayError, healthy, KEY, onlyApp, redirectingApp, throughAndStraight } from "./wire.ts";
import type { Case, CaseGroup } from "./case.ts";
import { NEGOTIATED, scriptedHub } from "../../signalr/scriptedHub.ts";
import { tlsFiles } from "./tls.ts";

const network = { headers: {} };
const json = { "content-type": "application/json" };
const html = { "content-type": "text/html" };

/** An app's connection string with something behind the gateway's address, where nothing is served. */
async function ownString(t: TestContext, behind: string): Promise<Subject> {
  const [gateway, service] = await Promise.all([scriptedHub(t, { ...healthy, post: gatewayError(404, "Resource not found") }), scriptedHub(t, healthy)]);
  return throughAndStraight(`${gateway.url}${behind}`, service.url, { stringOfApp: true });
}

/** An app's connection string with the gateway in the service's place: it passes clients' calls on, and knows no other. */
async function endpointIsGateway(t: TestContext, withApp: boolean): Promise<Subject> {
  const refuses = bearerError("The audience is invalid");
  const gateway = await scriptedHub(t, { ...healthy, post: (seen, response) => (seen.method === "POST" ? refuses : gatewayError(404, "Resource not found"))(seen, response) });
  const subject: Subject = { title: "app", connectionString: parseConnectionString(`Endpoint=${gateway.url};AccessKey=${KEY};Version=1.0;`), stringOfApp: true, network };
  if (!withApp) return { ...subject, hub: "chat" };
  const app = await scriptedHub(t, { ...healthy, post: answering(500, "Azure SignalR Service is not connected yet, please try again later.") });
  return { ...subject, appUrl: `${app.url}/chat` };
}

/** What goes wrong before a client has left its app. */
export const appCases: CaseGroup = {
  title: "At the app",
  cases: [
    { name: "The app is not running", place: "the app", cause: "connectionRefused", source: "signalr-protocol 1.3", arrange: async () => ({ title: "app", appUrl: "http://127.0.0.1:9/chat", network }) },
    { name: "The app's host name is not known", place: "the app", cause: "hostNotFound", source: "signalr-protocol 1.3", arrange: async () => ({ title: "app", appUrl: "http://nobody.invalid/chat", network }) },
    { name: "The app maps its hub under another path", place: "the app", cause: "notFound", source: "signalr-protocol 9 #9", arrange: (t) => onlyApp(t, answering(404, "")) },
    {
      name: "The URL ends in /negotiate already", place: "the app", cause: "negotiateTwice", source: "signalr-protocol 9 #8",
      arrange: async (t) => {
        const subject = await onlyApp(t, answering(404, ""));
        return { ...subject, appUrl: `${subject.appUrl}/negotiate` };
      },
    },
    { name: "A page answers in the hub's place", place: "the app", cause: "notNegotiateAnswer", source: "signalr-protocol 9 #38", arrange: (t) => onlyApp(t, answering(200, "<!doctype html><title>Contoso</title>", html)) },
    { name: "Negotiate is answered with nothing", place: "the app", cause: "negotiateEmpty", source: "signalr-protocol 9 #17", arrange: (t) => onlyApp(t, answering(200, "")) },
    { name: "The hub wants a signed-in user", place: "the app", cause: "tokenMissing", source: "signalr-protocol 7.3", arrange: (t) => onlyApp(t, answering(401, "", { "www-authenticate": "Bearer" })) },
    { name: "The app sends to its sign-in page", place: "the app", cause: "httpRedirect", source: "signalr-protocol 9 #28", arrange: (t) => onlyApp(t, answering(302, "", { location: "https://login.example/authorize" })) },
    { name: "The app has no connection to the service", place: "the app", cause: "appServerNotConnected", source: "signalr-protocol 1.4", arrange: (t) => onlyApp(t, answering(500, "Azure SignalR Service is not connected yet, please try again later.")) },
    { name: "The app fails at negotiate", place: "the app", cause: "serverError", source: "signalr-protocol 1.4", arrange: (t) => onlyApp(t, answering(500, "Internal Server Error")) },
    { name: "The app answers negotiate with an error of its own", place: "the app", cause: "negotiateError", source: "signalr-protocol 1.2", arrange: (t) => onlyApp(t, answering(200, '{"error":"No thanks"}', json)) },
    { name: "The app speaks the old ASP.NET SignalR", place: "the app", cause: "aspNetSignalR", source: "signalr-protocol 1.2", arrange: (t) => onlyApp(t, answering(200, '{"ProtocolVersion":"1.5"}', json)) },
    { name: "Endpoint= stands twice in the app's connection string", place: "the app", cause: "redirectInvalid", source: "signalr-protocol 9 #7", arrange: (t) => onlyApp(t, answering(200, '{"url":"Endpoint=https://x/client/?hub=chat","accessToken":"a"}', json)) },
    appPreflight("The app's CORS does not allow credentials, as a Functions app's by default", "corsCredentialsRefused", "signalr-protocol 9 #13", { "access-control-allow-origin": "https://pages.example" }),
    appPreflight("The app does not know the page's origin", "corsOriginRefused", "signalr-protocol 9 #10", {}),
    { name: "The app forwards the user's own issuer, and the service answers negotiate with nothing", place: "the app", cause: "tokenIssuerForwarded", followedBy: ["negotiateEmpty"], source: "signalr-protocol 9 #17", arrange: (t) => redirectingApp(t, { token: issuedElsewhere }, { gateway: silent, service: silent }) },
    { name: "The app serves its clients without the service", place: "the app", cause: "noServiceRedirect", source: "signalr-protocol 1.2", arrange: async (t) => ({ ...(await redirectingApp(t, {})), appUrl: `${(await scriptedHub(t, { ...healthy, post: answering(200, NEGOTIATED, json) })).url}/chat` }) },
    { name: "The app's string has no ClientEndpoint", place: "the app", cause: "clientEndpointMissing", source: "signalr-protocol 5.3", arrange: (t) => redirectingApp(t, { url: (_gateway, service) => `${service}/client/?hub=chat` }) },
    { name: "The app's string has a ClientEndpoint, and its SDK is too old to know it", place: "the app", cause: "clientEndpointIgnored", source: "signalr-protocol 9 #4, #5", arrange: async (t) => ({ ...(await redirectingApp(t, { url: (_gateway, service) => `${service}/client/?hub=chat` })), stringOfApp: true }) },
    { name: "Endpoint in the app's string is the gateway, and the app's own connections do not pass it", place: "the app", cause: "endpointNotService", followedBy: ["appServerNotConnected"], source: "signalr-protocol 9 #31", arrange: (t) => endpointIsGateway(t, true) },
    { name: "Endpoint in the app's string is the gateway, and the service takes no token for it", place: "the app", cause: "endpointNotService", followedBy: ["tokenAudienceInvalid"], source: "signalr-protocol 9 #35", arrange: (t) => endpointIsGateway(t, false) },
    { name: "ClientEndpoint is another gateway's", place: "the app", cause: "clientEndpointElsewhere", source: "signalr-protocol 5.3", arrange: (t) => redirectingApp(t, { url: () => "http://127.0.0.1:9/client/?hub=chat" }) },
    { name: "ClientEndpoint is another address in front of the gateway, which gets through", cause: "clientEndpointElsewhere", source: "issue 6, redirect target", arrange: (t) => redirectingApp(t, { url: (gateway) => `${gateway.replace("127.0.0.1", "localhost")}/client/?hub=chat` }) },
    { name: "The path in ClientEndpoint has no slash at its end", place: "the app", cause: "clientEndpointPathDiffers", source: "apim-facts 1.10", arrange: (t) => redirectingApp(t, { url: (gateway) => `${gateway}/rtclient/?hub=chat` }) },
    { name: "The app gives a URL and no token", place: "the app", cause: "tokenNotGiven", source: "signalr-protocol 1.2", arrange: (t) => redirectingApp(t, { token: () => "" }) },
    { name: "The app gives the access key in the token's place", place: "the app", cause: "tokenMalformed", source: "signalr-protocol 9 #18", arrange: (t) => redirectingApp(t, { token: () => KEY }) },
    { name: "The token was made for the gateway's address", place: "the app", cause: "tokenAudienceIsGateway", source: "signalr-protocol 7.3", arrange: (t) => redirectingApp(t, { gatewayHost: "localhost", token: () => createClientToken({ accessKey: KEY, endpoint: "http://localhost", hub: "chat" }) }) },
    { name: "The token was made for another hub", place: "the app", cause: "tokenAudienceInvalid", source: "signalr-protocol 9 #16", arrange: (t) => redirectingApp(t, { token: (service) => createClientToken({ accessKey: KEY, endpoint: service, hub: "other" }) }) },
    { name: "The app gives out an old token", place: "the app", cause: "tokenExpired", source: "signalr-protocol 9 #34", arrange: (t) => redirectingApp(t, { token: (service) => createClientToken({ accessKey: KEY, endpoint: service, hub: "chat", now: Date.now() - 7_200_000 }) }) },
    { name: "The token has too many claims for the service", place: "the app", cause: "tokenTooLong", source: "signalr-protocol 9 #23", arrange: (t) => redirectingApp(t, { token: (service) => longToken(service, 3200) }) },
    { name: "The token is too long for the query of a v2 or Consumption gateway", cause: "queryLong", source: "apim-facts 2.3", arrange: (t) => redirectingApp(t, { token: (service) => longToken(service, 1600) }) },
    { name: "The app's certificate is from nobody who is trusted, as with a proxy that inspects TLS", place: "the way between", cause: "certificateNotTrusted", source: "signalr-protocol 9 #29", arrange: async (t) => ({ title: "app", appUrl: `${(await scriptedHub(t, { ...healthy, tls: tlsFiles })).url}/chat`, network }) },
    { name: "The app's certificate is for another host", place: "the app", cause: "certificateHostMismatch", source: "issue 6, DNS hijack", arrange: async (t) => ({ title: "app", appUrl: `${(await scriptedHub(t, { ...healthy, tls: tlsFiles })).url.replace("127.0.0.1", "localhost")}/chat`, network: { ...network, tls: { ca: tlsFiles.cert } } }) },
    { name: "Plain http is spoken where https is asked for", place: "the way between", cause: "tlsFailed", source: "signalr-protocol 7.2", arrange: async (t) => ({ title: "app", appUrl: `${(await scriptedHub(t, healthy)).url.replace("http:", "https:")}/chat`, network }) },
    { name: "ClientEndpoint in the app's string has a path without a slash at its end", place: "the app", cause: "clientEndpointPathWithoutSlash", followedBy: ["gatewayNoRoute"], source: "apim-facts 1.10", arrange: (t) => ownString(t, "/rt") },
    { name: "ClientEndpoint in the app's string has a query, such as a subscription key", place: "the app", cause: "clientEndpointQuery", source: "signalr-protocol 5.3", arrange: (t) => ownString(t, "/?subscription-key=k") },
  ],
};


/** An app whose negotiate is well, and that answers preflights with these headers. */
function appPreflight(name: string, cause: string, source: string, headers: Readonly<Record<string, string>>): Case {
  return {
    name, cause, source, place: "the app",
    arrange: (t) => onlyApp(t, (seen, response) => void (seen.method === "OPTIONS" ? response.writeHead(204, headers).end() : response.writeHead(200, json).end(NEGOTIATED)), { origin: "https://pages.example" }),
  };
}

const silent = { ...healthy, post: answering(200, "") };

async function issuedElsewhere(service: string): Promise<string> {
  return await changedToken(service, { iss: "https://login.example/tenant" });
}

/** A token with so many characters of claims; longer than the service takes, the engine itself would not make it. */
async function longToken(service: string, characters: number): Promise<string> {
  return await changedToken(service, { filler: "x".repeat(characters) });
}

async function changedToken(service: string, more: object): Promise<string> {
  const [header = "", payload = "", signature = ""] = (await createClientToken({ accessKey: KEY, endpoint: service, hub: "chat" })).split(".");
  const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
  return [header, Buffer.from(JSON.stringify({ ...(claims as object), ...more })).toString("base64url"), signature].join(".");
}
