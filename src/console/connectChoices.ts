/** What the person chooses for a connection besides address and user. */
import * as v from "valibot";

const ms = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2_147_483_647));
const pairs = v.array(v.tuple([v.string(), v.string()]));

/** `ca`: authorities to trust beside the known ones. `cert`: the client's certificate, perhaps with its key. `key`: the key of its own file. */
export const certificateParts = ["ca", "cert", "key"] as const;
export type CertificatePart = (typeof certificateParts)[number];
/** Files by their paths on the host's machine; their contents and passphrases are never kept or shown. */
const certificateFiles = v.object({ ca: v.optional(v.string()), cert: v.optional(v.string()), key: v.optional(v.string()) });
export type CertificateFiles = v.InferOutput<typeof certificateFiles>;

export const connectChoices = v.object({
  transport: v.picklist(["webSockets", "serverSentEvents", "longPolling"]),
  protocol: v.picklist(["json", "messagepack"]),
  /** Claims of the token, where it is made here; a name that comes twice is a list. */
  claims: pairs,
  /** How long that token is valid, in seconds. */
  lifetimeSeconds: v.optional(ms),
  /** Sent with every request. The value of a secret one is shown as `***`; sent back like this, it is the one given before. */
  headers: pairs,
  /** Added to the URL. Secret values are treated as those of headers. */
  query: pairs,
  /** Waits before each attempt to connect again after a drop, in milliseconds; empty: a drop is the end. */
  reconnect: v.array(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2_147_483_647))),
  /** WebSockets only. */
  statefulReconnect: v.boolean(),
  /** Opens the WebSocket straight away. */
  skipNegotiation: v.boolean(),
  /** A plain WebSocket: nothing is sent that the person did not send. */
  bare: v.boolean(),
  /** Accepts certificates that nobody trusts; never remembered. */
  insecure: v.boolean(),
  /** Read anew for each connection. */
  certificates: v.optional(certificateFiles),
  /** Goes to the service with the person's Entra identity also where there is an access key. */
  entra: v.optional(v.boolean()),
  handshakeTimeoutMs: v.optional(ms),
  serverTimeoutMs: v.optional(ms),
  keepAliveMs: v.optional(ms),
});
export type ConnectChoices = v.InferOutput<typeof connectChoices>;

export const defaultChoices: ConnectChoices = {
  transport: "webSockets",
  protocol: "json",
  claims: [],
  headers: [],
  query: [],
  reconnect: [],
  statefulReconnect: false,
  skipNegotiation: false,
  bare: false,
  insecure: false,
};
