import type { Place, ProbeResult } from "./model.ts";

/** What says that something between two parts does not let through, and not which of the two. */
const ofTheWay = new Set(["timeout", "hostUnreachable", "connectionReset", "certificateNotTrusted", "networkFailed", "notHttp", "tlsFailed", "proxyFailed", "proxyRefused"]);

/** What says that the gateway did not reach the service behind it. */
const ofTheBackend = new Set(["backendUnavailable", "serverError", "gatewayWithoutService"]);

/** What is wrong with a token; whoever made it has to put it right. */
const ofTheToken = new Set(["tokenAudienceInvalid", "tokenAudienceIsGateway", "tokenSignatureInvalid", "tokenExpired", "tokenNotYetValid", "tokenTooLong", "tokenRefused", "clockSkew"]);

/** What says that the app's server part is not there, or does not do its part where the gateway negotiates. */
const ofTheAppServer = new Set([
  "appServerNotConnected", "modeDefaultWithoutServer", "appNegotiateUnreachable", "appNegotiateRefused", "appNegotiateBusy", "appNegotiateFailed", "appNegotiateElsewhere",
  "appNegotiateNoToken", "appNegotiateUnreadable", "serviceRefusedGateway",
]);

/**
 * Where a failure is. The same question through the gateway and straight to the service tells the two apart: what fails on both is the
 * service's (or its token's), what fails only through the gateway is the gateway's.
 * @param code of the failure's first cause
 */
export function placeOf(failure: ProbeResult, code: string, results: readonly ProbeResult[]): Place {
  const { id, target } = failure;
  if (target === "app" || ofTheAppServer.has(code)) {
    return ofTheWay.has(code) ? "the way between" : "the app";
  }
  const tokenFromApp = results.some(({ id: other }) => other === "app.token");
  if (id.startsWith("plane.")) {
    return code === "keyRegenerated" && tokenFromApp ? "the app" : target === "service" ? "the service" : "the gateway";
  }
  if (ofTheToken.has(code)) {
    return tokenFromApp ? "the app" : "the service";
  }
  if (target !== "gateway") {
    return ofTheWay.has(code) ? "the way between" : "the service";
  }
  const straight = results.find(({ id: other }) => other === id.replace("gateway.", "service."));
  const sameStraight = straight?.outcome === "failed" && straight.causes?.[0]?.code === code;
  if (sameStraight) {
    return ofTheWay.has(code) ? "the way between" : "the service";
  }
  return ofTheWay.has(code) || ofTheBackend.has(code) ? "the way between" : "the gateway";
}
