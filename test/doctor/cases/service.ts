import { NEGOTIATED } from "../../signalr/scriptedHub.ts";
import type { Script } from "../../signalr/scriptedHub.ts";
import type { Case, CaseGroup } from "./case.ts";
import { answering, bearerError, gatewayAndService, healthy, redirectingApp } from "./wire.ts";

const json = { "content-type": "application/json" };
const minutesAhead = (minutes: number): Readonly<Record<string, string>> => ({ date: new Date(Date.now() + minutes * 60_000).toUTCString() });

/** Gateway and service answer alike: what the gateway passes on is the service's. */
function both(name: string, cause: string, source: string, script: Script | (() => Script), place: Case["place"] | "nowhere" = "the service"): Case {
  const made = (): Script => (typeof script === "function" ? script() : script);
  return { name, cause, source, ...(place !== "nowhere" && { place }), arrange: (t) => gatewayAndService(t, made(), made()) };
}

const negotiate = (name: string, cause: string, source: string, post: NonNullable<Script["post"]>): Case => both(name, cause, source, { ...healthy, post });
const handshake = (name: string, cause: string, source: string, error: string, place?: Case["place"]): Case => both(name, cause, source, { socket: async (peer) => { await peer.message(1); peer.socket.send(`{"error":"${error}"}\u001e`); } }, place);

function failing(error: string): NonNullable<Script["socket"]> {
  return async (peer) => {
    await peer.accept();
    const id = /"invocationId":"(\d+)"/.exec(await peer.message(2))?.[1] ?? "";
    peer.socket.send(`{"type":3,"invocationId":"${id}","error":"${error}"}\u001e`);
  };
}

const unknownMethod = failing("Unknown hub method 'echoo'");
const upstreamRefuses = failing("Invocation failed, status code 404");

export const serviceCases: CaseGroup = {
  title: "At the service, told from its answers",
  cases: [
    negotiate("The token's audience is not the service's", "tokenAudienceInvalid", "signalr-protocol 7.3", bearerError("The audience is invalid")),
    negotiate("The key was regenerated", "tokenSignatureInvalid", "signalr-protocol 7.3", bearerError("The signature key was not found")),
    negotiate("The token is over", "tokenExpired", "signalr-protocol 7.3", bearerError("The token expired at '11/21/2026 10:00:00'")),
    both("This computer's clock is behind, so its tokens are old", "clockSkew", "issue 6, clock five minutes off", () => ({ ...healthy, post: bearerError("The token expired at '11/21/2026 10:00:00'", minutesAhead(70)) })),
    both("The clocks are five minutes apart", "clockSkew", "issue 6, clock five minutes off", () => ({ ...healthy, post: answering(200, NEGOTIATED, { ...json, ...minutesAhead(-5) }) }), "nowhere"),
    { name: "The app's key is an old one", cause: "tokenSignatureInvalid", place: "the app", source: "signalr-protocol 7.3", arrange: (t) => redirectingApp(t, {}, { gateway: { ...healthy, post: bearerError("The signature key was not found") }, service: { ...healthy, post: bearerError("The signature key was not found") } }) },
    negotiate("The service has as many connections as its units allow", "tooManyRequests", "signalr-protocol 7.3", answering(429, "Connection count reaches limit.")),
    negotiate("The service is not open to this network", "forbidden", "signalr-protocol 7.3", answering(403, "<html><title>403 Forbidden</title></html>", { "content-type": "text/html" })),
    negotiate("The service is down", "backendUnavailable", "signalr-protocol 9 #33", answering(503, "")),
    negotiate("The token is longer than the service takes", "tokenTooLong", "signalr-protocol 7.3", answering(413, "AccessToken must not be longer than 4K.")),
    negotiate("The service does not offer WebSockets", "transportNotOffered", "signalr-protocol 1.2", answering(200, '{"negotiateVersion":1,"connectionId":"a","connectionToken":"b","availableTransports":[{"transport":"LongPolling","transferFormats":["Text"]}]}', json)),
    both("The id of negotiate is not known at the upgrade: it came later than five seconds, or with another token", "connectionIdUnknown", "signalr-protocol 9 #15", { ...healthy, refuse: { status: "404 Not Found", body: "No Connection with that ID" } }),
    handshake("No app server is connected for the hub", "appServerNotConnected", "signalr-protocol 9 #36", "Azure SignalR Service is unable to handle the request because app servers are not connected.", "the app"),
    handshake("The hub does not take the protocol", "handshakeRejected", "signalr-protocol 3", "The protocol 'json' is not supported."),
    handshake("The handshake reaches the service too late", "handshakeRejected", "signalr-protocol 9 #37", "Handshake was canceled."),
    { name: "The service is open to the gateway only, as it may be", cause: "forbidden", source: "signalr-protocol 9 #32", arrange: (t) => gatewayAndService(t, healthy, { ...healthy, post: answering(403, "") }) },
    { name: "The hub's method is unknown", place: "the service", cause: "methodUnknown", source: "signalr-protocol 4.3", arrange: (t) => gatewayAndService(t, { socket: unknownMethod }, { socket: unknownMethod }, { invoke: { target: "echoo", args: [] } }) },
    { name: "The upstream of a Serverless service refuses", place: "the service", cause: "upstreamFailed", source: "signalr-protocol 7.1", arrange: (t) => gatewayAndService(t, { socket: upstreamRefuses }, { socket: upstreamRefuses }, { invoke: { target: "echo", args: [] } }) },
  ],
};
