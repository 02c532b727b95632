import { NEGOTIATED } from "../../signalr/scriptedHub.ts";
import type { Script } from "../../signalr/scriptedHub.ts";
import { answering, bearerError, gatewayAndService, gatewayError, healthy, throughAndStraight } from "./wire.ts";
import type { Post } from "./wire.ts";
import type { Case, CaseGroup } from "./case.ts";
import { scriptedHub } from "../../signalr/scriptedHub.ts";
import { polling } from "./polls.ts";
import { tlsFiles } from "./tls.ts";

/** The service is well, and what answers in the gateway's place does as the script says. */
function only(name: string, cause: string, source: string, gateway: Script, more: Partial<Pick<Case, "place" | "deadlines">> = {}): Case {
  return { name, cause, source, place: "the gateway", arrange: (t) => gatewayAndService(t, gateway), ...more };
}

const negotiate = (name: string, cause: string, source: string, post: Post, more: Partial<Pick<Case, "place">> = {}): Case => only(name, cause, source, { ...healthy, post }, more);
const upgrade = (name: string, cause: string, source: string, status: string, body: string, headers = ""): Case => only(name, cause, source, { ...healthy, refuse: { status, body, headers } });
const notFound = JSON.stringify({ statusCode: 404, message: "Resource not found" });
const quick = { deadlines: { wireMs: 400, planeMs: 20_000 } };
const html = { "content-type": "text/html" };

function asked(status: number, headers: Readonly<Record<string, string>>): Post {
  return (seen, response) => void (seen.method === "OPTIONS" ? response.writeHead(status, headers).end() : response.setHeader("content-type", "application/json").end(NEGOTIATED));
}

/** Answers preflights as given, and negotiate as it should. */
function preflight(name: string, cause: string, source: string, status: number, headers: Readonly<Record<string, string>>): Case {
  const good = { "access-control-allow-origin": "https://pages.example", "access-control-allow-credentials": "true", "access-control-allow-headers": "authorization,x-requested-with,x-signalr-user-agent" };
  return { name, cause, source, place: "the gateway", arrange: (t) => gatewayAndService(t, { ...healthy, post: asked(status, { ...good, ...headers }) }, { ...healthy, post: asked(204, good) }, { origin: "https://pages.example" }) };
}

const closed = "http://127.0.0.1:9";

/** Accepts, and answers each call with the error for a method it does not know. */
const answersAll: NonNullable<Script["socket"]> = async (peer) => {
  await peer.accept();
  peer.socket.on("message", (data: Buffer) => {
    const id = /"invocationId":"(\d+)"/.exec(data.toString("utf8"))?.[1];
    if (id !== undefined) peer.socket.send(`{"type":3,"invocationId":"${id}","error":"Unknown hub method"}\u001e`);
  });
};

/** The service answers straight; the gateway does not let through. */
export const gatewayCases: CaseGroup = {
  title: "At the gateway, told from its answers",
  cases: [
    negotiate("Nothing is published under the suffix", "gatewayNoRoute", "apim-facts 2.2", gatewayError(404, "Resource not found")),
    negotiate("The API wants a subscription key", "subscriptionKeyMissing", "signalr-protocol 9 #39", gatewayError(401, "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.")),
    negotiate("The subscription key is a wrong one", "subscriptionKeyInvalid", "apim-facts 2.2", gatewayError(401, "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription.")),
    negotiate("A validate-jwt policy finds no token", "gatewayWantsToken", "signalr-protocol 9 #21", gatewayError(401, "JWT not present.")),
    negotiate("A rate limit is reached", "tooManyRequests", "apim-facts 2.2", gatewayError(429, "Rate limit is exceeded. Try again in 9 seconds.", { "retry-after": "9" })),
    negotiate("A quota is used up", "gatewayQuotaExceeded", "apim-facts 2.2", gatewayError(403, "Out of call volume quota. Quota will be replenished in 00:10:00.")),
    negotiate("An IP filter or network rule refuses this computer", "forbidden", "apim-facts 2.3", gatewayError(403, "Forbidden")),
    negotiate("The gateway does not reach the service", "backendUnavailable", "apim-facts 2.2", answering(502, ""), { place: "the way between" }),
    negotiate("The backend fails, or a policy does", "serverError", "apim-facts 2.2", gatewayError(500, "Internal server error"), { place: "the way between" }),
    negotiate("The URL is too long for a proxy in between", "requestTooLong", "signalr-protocol 9 #23", answering(414, "")),
    negotiate("A captive portal or the developer portal answers", "notNegotiateAnswer", "signalr-protocol 9 #38", answering(200, "<html><title>Sign in to the network</title></html>", html)),
    negotiate("A policy answers negotiate by itself", "negotiateEmpty", "signalr-protocol 9 #17", answering(200, "")),
    negotiate("A policy drops the query", "hubMissing", "signalr-protocol 7.3", answering(400, "'hub' query parameter is required.")),
    negotiate("http is sent on to https", "httpRedirect", "signalr-protocol 9 #28", answering(301, "", { location: "https://gateway.example/" })),
    upgrade("There is no WebSocket API beside negotiate", "gatewayNoRoute", "apim-facts 0.1", "404 Not Found", notFound, "content-type: application/json\r\n"),
    upgrade("A proxy blocks WebSockets", "webSocketNotFound", "signalr-protocol 9 #30", "404 Not Found", ""),
    upgrade("An API of type HTTP gets the upgrade", "upgradeRefused", "signalr-protocol 9 #27", "400 Bad Request", "'Upgrade' header is missing"),
    upgrade("A redirect rule hits the upgrade", "httpRedirect", "signalr-protocol 9 #28", "302 Found", "", "location: /sign-in\r\n"),
    upgrade("Negotiate and upgrade reach two instances: the sticky key is lost", "connectionIdUnknown", "signalr-protocol 9 #14", "404 Not Found", "No Connection with that ID"),
    upgrade("The id is in use", "connectionIdInUse", "signalr-protocol 7.3", "409 Conflict", ""),
    upgrade("The upgrade needs a header that browsers cannot send", "gatewayWantsToken", "signalr-protocol 9 #21", "401 Unauthorized", '{"statusCode":401,"message":"JWT not present."}', "content-type: application/json\r\n"),
    negotiate("The gateway leads to another service, which does not know the token's key", "tokenRefusedBehindGateway", "signalr-protocol 9 #16", bearerError("The signature key was not found")),
    upgrade("With a custom domain negotiate passes, and the WebSocket leg reaches something that refuses the token", "tokenRefusedBehindGateway", "signalr-protocol 9 #6", "401 Unauthorized", "", 'www-authenticate: Bearer error="invalid_token", error_description="The audience is invalid"\r\n'),
    { name: "A proxy ends polls before the service answers them", place: "the way between", cause: "backendUnavailable", source: "signalr-protocol 9 #24", arrange: (t) => gatewayAndService(t, { post: polling(504) }, { post: polling(200) }, { layout: "http" }) },
    { name: "The gateway asks clients for a certificate", place: "the gateway", cause: "clientCertificateNeeded", source: "issue 6, client certificate", arrange: async (t) => throughAndStraight((await scriptedHub(t, { ...healthy, tls: { ...tlsFiles, ca: tlsFiles.cert } })).url, (await scriptedHub(t, healthy)).url, { network: { headers: {}, tls: { ca: tlsFiles.cert } } }) },
    only("Messages are held back after the upgrade", "handshakeTimeout", "signalr-protocol 9 #37", { socket: () => undefined }, quick),
    only("The connection is closed before the handshake's answer", "closedInHandshake", "signalr-protocol 3", { socket: (peer) => peer.socket.close(1011) }),
    only("The backend takes WebSockets and speaks no SignalR", "handshakeUnreadable", "signalr-protocol 3", { socket: async (peer) => { await peer.message(1); peer.socket.send("hello\u001e"); } }),
    only("The gateway never answers", "timeout", "apim-facts 2.2", { ...healthy, post: () => undefined }, { ...quick, place: "the way between" }),
    { name: "Nothing listens at the gateway's address", place: "the gateway", cause: "connectionRefused", source: "apim-facts 2.3", arrange: async (t) => throughAndStraight(closed, (await scriptedHub(t, healthy)).url) },
    { name: "The gateway's name is not known: it was deleted, or is in an internal network", place: "the gateway", cause: "hostNotFound", source: "apim-facts 2.3", arrange: async (t) => throughAndStraight("http://nobody.invalid", (await scriptedHub(t, healthy)).url) },
    { name: "The gateway's certificate is from nobody who is trusted", place: "the way between", cause: "certificateNotTrusted", source: "signalr-protocol 9 #29", arrange: async (t) => throughAndStraight((await scriptedHub(t, { ...healthy, tls: tlsFiles })).url, (await scriptedHub(t, healthy)).url) },
    { name: "The custom domain has no certificate of its own", place: "the gateway", cause: "certificateHostMismatch", source: "apim-facts 1.2", arrange: async (t) => throughAndStraight((await scriptedHub(t, { ...healthy, tls: tlsFiles })).url.replace("127.0.0.1", "localhost"), (await scriptedHub(t, healthy)).url, { network: { headers: {}, tls: { ca: tlsFiles.cert } } }) },
    { name: "The gateway cuts idle connections sooner than the hub pings", place: "the gateway", cause: "webSocketDropped", source: "signalr-protocol 9 #26", arrange: (t) => gatewayAndService(t, { socket: async (peer) => { await peer.accept(); peer.socket.terminate(); } }, healthy, { holdMs: 300 }) },
    { name: "The gateway takes smaller messages than the hub", place: "the gateway", cause: "messageTooLarge", source: "apim-facts 2.3", arrange: (t) => gatewayAndService(t, { socket: async (peer) => { await peer.accept(); await peer.message(2); peer.socket.close(1009); } }, { socket: answersAll }, { messageBytes: 100_000 }) },
    preflight("The preflight is refused for want of a key", "preflightUnauthorized", "signalr-protocol 9 #11", 401, {}),
    preflight("Nothing answers preflights", "preflightNotFound", "apim-facts 3.4", 404, {}),
    preflight("The page's origin is not listed", "corsOriginRefused", "signalr-protocol 9 #40", 200, { "access-control-allow-origin": "" }),
    preflight("Any origin is allowed, which browsers refuse with credentials", "corsWildcard", "signalr-protocol 9 #10", 200, { "access-control-allow-origin": "*" }),
    preflight("Credentials are not allowed", "corsCredentialsRefused", "signalr-protocol 9 #10", 200, { "access-control-allow-credentials": "false" }),
    preflight("The clients' headers are not allowed", "corsHeadersRefused", "apim-facts 3.4", 200, { "access-control-allow-headers": "content-type" }),
  ],
};
