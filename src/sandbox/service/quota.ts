import type { SignalRModel } from "../model.ts";
import type { Answer } from "./answer.ts";

/** Messages a day of the Free tier; the others have no limit (signalr-protocol 7.2, azure-signalr pull request 855). */
const freeMessages = 20_000;
const dayMs = 86_400_000;
/** A larger message counts once for each begun piece of this size (signalr-protocol 7.2, "billing unit"). */
const pieceBytes = 2048;
/** Pings are not counted (azure-signalr issue 218). No other record is as short. */
const pingBytes = '{"type":6}\u001e'.length;

export interface QuotaOptions {
  readonly signalR: SignalRModel;
  /** Connections of clients and app servers, which count alike (azure-signalr issue 254). */
  readonly connections: () => number;
  /** The day's messages are used up. Called once a day. */
  readonly reached: () => void;
}

/** What the service's tier carries: connections at a time, and messages to clients in a day of UTC. */
export class Quota {
  readonly #options: QuotaOptions;
  #day = 0;
  #sent = 0;
  #told = false;

  constructor(options: QuotaOptions) {
    this.#options = options;
  }

  /** Refuses one more connection. The body for used-up messages is not documented; it is the words of the close message. */
  refusal(): Answer | undefined {
    if (this.#options.connections() >= connectionQuota(this.#options.signalR)) return { status: 429, body: "Connection count reaches limit." };
    return this.#usedUp() ? { status: 429, body: messagesUsedUp } : undefined;
  }

  /** What the handshake of an app server is refused with (azure-signalr issue 635). */
  get serverRefusal(): string | undefined {
    return this.#usedUp() ? `Maximum message count limit reached: ${freeMessages}` : undefined;
  }

  /** @param bytes of what one client was sent */
  sent(bytes: number): void {
    if (bytes <= pingBytes) return;
    const day = Math.floor(Date.now() / dayMs);
    if (day !== this.#day) {
      this.#day = day;
      this.#sent = 0;
      this.#told = false;
    }
    this.#sent += Math.ceil(bytes / pieceBytes);
    if (this.#sent < freeMessages || this.#told || !isFree(this.#options.signalR)) return;
    this.#told = true;
    // Not in the middle of a broadcast: everyone gets what used up the messages.
    queueMicrotask(this.#options.reached);
  }

  #usedUp(): boolean {
    return this.#sent >= freeMessages && Math.floor(Date.now() / dayMs) === this.#day && isFree(this.#options.signalR);
  }
}

/** The close message of clients when the day's messages are used up (azure-signalr issue 635). */
export const messagesUsedUp = "Message count reaches limit.";

/** Connections the service's tier carries: 20 for Free, else 1000 for each unit (signalr-protocol 7.2). */
function connectionQuota(signalR: SignalRModel): number {
  const { capacity } = skuOf(signalR);
  if (isFree(signalR)) return 20;
  return 1000 * (typeof capacity === "number" && capacity > 0 ? capacity : 1);
}

function isFree(signalR: SignalRModel): boolean {
  const { name } = skuOf(signalR);
  return typeof name === "string" && name.toLowerCase().startsWith("free");
}

function skuOf({ envelope: { sku } }: SignalRModel): { readonly name?: unknown; readonly capacity?: unknown } {
  return typeof sku === "object" && sku !== null && !Array.isArray(sku) ? sku : {};
}
