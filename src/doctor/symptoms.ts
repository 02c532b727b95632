/** Groups of causes seen on the wire, for what the control plane says is their reason. */

/** The gateway has nothing for the call. */
export const noRoute = ["gatewayNoRoute", "notFound", "webSocketNotFound", "negotiateSkipped", "transportNotFound", "preflightNotFound", "sendNotAllowed", "deleteMissing"] as const;

/** Negotiate or upgrade reached something else than the hub. */
export const otherAnswer = ["notNegotiateAnswer", "negotiateEmpty", "unexpectedStatus", "upgradeRefused", "httpRedirect", "badRequest", "hubMissing", "notEventStream", "handshakeUnreadable", "negotiateError"] as const;

/** The gateway did not get to its backend. */
export const noBackend = ["backendUnavailable", "serverError", "timeout"] as const;

/** Nobody gets through to a host. */
export const noHost = ["hostNotFound", "hostUnreachable", "connectionRefused", "connectionReset", "timeout", "networkFailed"] as const;

/** The way is shut for this computer, or for the gateway. */
export const refusedNetwork = ["forbidden", ...noHost] as const;

/** What a page's origin meets. */
export const crossOrigin = ["corsOriginRefused", "corsWildcard", "corsCredentialsRefused", "corsHeadersRefused", "preflightNotFound", "preflightUnauthorized"] as const;

/** Tokens that were not taken. */
export const tokenRefused = ["tokenSignatureInvalid", "tokenRefused", "tokenAudienceInvalid"] as const;

/** The connection ended by itself. */
export const cutOff = ["webSocketDropped", "webSocketClosed", "closedEarly", "connectionReset", "serverTimeout", "closedInHandshake"] as const;

/** What was sent came late or not at all. */
export const heldBack = ["handshakeTimeout", "timeout", "noPing"] as const;
