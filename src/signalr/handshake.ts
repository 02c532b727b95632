import * as l10n from "@vscode/l10n";
import { excerpt } from "./answerProblem.ts";
import type { HandshakeMessage } from "./events.ts";
import { Problem } from "./problem.ts";
import { Chunks } from "./protocol/chunks.ts";
import { RECORD_SEPARATOR } from "./protocol/json.ts";

/**
 * The first message a client sends, always JSON and always a text message, whatever protocol it asks for (HubProtocol.md, "Handshake").
 * @param version 2 only where stateful reconnect was negotiated, else 1 (signalr-protocol 3)
 */
export function handshakeRequest(protocol: string, version: number): { readonly bytes: Uint8Array; readonly message: HandshakeMessage } {
  const bytes = new TextEncoder().encode(`{"protocol":${JSON.stringify(protocol)},"version":${version}}\u001e`);
  return { bytes, message: { kind: "handshake", protocol, version } };
}

/** The server's answer, and what stood behind it. */
export interface HandshakeAnswer {
  readonly message: HandshakeMessage;
  /** The answer without its terminator. */
  readonly bytes: Uint8Array;
  /** Offset in the last chunk at which hub messages begin. */
  readonly next: number;
  /** Present when the server refused, or answered with something that is no handshake. */
  readonly problem?: Problem;
}

/** Finds the answer in the first bytes received, however they are cut. */
export class HandshakeReader {
  readonly #begun = new Chunks();

  /** The answer once its terminator is there. Nothing may be pushed after that. */
  push(chunk: Uint8Array): HandshakeAnswer | undefined {
    const end = chunk.indexOf(RECORD_SEPARATOR);
    if (end < 0) {
      this.#begun.add(chunk);
      return undefined;
    }
    const bytes = this.#begun.take(chunk.subarray(0, end));
    return { bytes, next: end + 1, ...readAnswer(bytes) };
  }

  /** What came of an answer that was never ended. */
  rest(): Uint8Array {
    return this.#begun.take(new Uint8Array());
  }
}

function readAnswer(bytes: Uint8Array): Pick<HandshakeAnswer, "message" | "problem"> {
  const text = new TextDecoder().decode(bytes);
  const value = parsed(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { message: { kind: "handshake" }, problem: notHandshake(l10n.t("it is not a JSON object: {0}", excerpt(text))) };
  }
  const error: unknown = Reflect.get(value, "error");
  if (typeof error === "string" && error !== "") {
    return { message: { kind: "handshake", error }, problem: refused(error) };
  }
  return "type" in value ? { message: { kind: "handshake" }, problem: notHandshake(l10n.t("it is a hub message")) } : { message: { kind: "handshake" } };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function notHandshake(why: string): Problem {
  return new Problem({
    code: "handshakeUnreadable",
    message: l10n.t("The server answered the handshake with something else: {0}.", why),
    likelyCause: l10n.t("The endpoint takes WebSockets but does not speak SignalR, or the answer was changed on the way."),
    nextStep: l10n.t("Check that the API's backend is the service's client endpoint, wss://{service}/client/."),
  });
}

function refused(error: string): Problem {
  const { likelyCause, nextStep } = refusalCause(error);
  return new Problem({ code: "handshakeRejected", message: l10n.t("The server refused the handshake: {0}", excerpt(error)), likelyCause, nextStep });
}

/** Texts of signalr-protocol 3. */
function refusalCause(error: string): { readonly likelyCause: string; readonly nextStep: string } {
  if (/app servers are not connected|no server available/i.test(error)) {
    return {
      likelyCause: l10n.t("The service is in Default mode and no app server is connected for this hub: the app is not running, uses another service or key, or the hub's name is another one."),
      nextStep: l10n.t("Start the app and look at its log for its connection to the service; compare the hub's name."),
    };
  }
  if (/handshake was canceled/i.test(error)) {
    return {
      likelyCause: l10n.t("The handshake reached the server too late, or something was sent before it."),
      nextStep: l10n.t("Connect again; if it stays, look for a gateway that holds messages back."),
    };
  }
  if (/protocol/i.test(error)) {
    return {
      likelyCause: l10n.t("The hub does not take this protocol or version."),
      nextStep: l10n.t("Choose another protocol, or add it to the app (AddJsonProtocol, AddMessagePackProtocol)."),
    };
  }
  return {
    likelyCause: l10n.t("The server failed before the hub was reached."),
    nextStep: l10n.t("Look at the app's log; the text above is the server's own."),
  };
}

/** What to say of a record after the handshake that is another answer to it; undefined for any other. */
export function secondAnswer(bytes: Uint8Array): string | undefined {
  const value = bytes.length > MAX_ANSWER_BYTES ? undefined : parsed(new TextDecoder().decode(bytes));
  const isAnswer = typeof value === "object" && value !== null && Object.keys(value).every((name) => name === "error");
  return isAnswer ? l10n.t("This looks like a second answer to the handshake, which was answered already: two servers answer on one connection, or the server sends it twice.") : undefined;
}

/** No answer to a handshake is longer; what is, need not be looked at. */
const MAX_ANSWER_BYTES = 4096;

/** The transport opened, but the handshake was never answered. */
export function handshakeTimeout(timeoutMs: number): Problem {
  return new Problem({
    code: "handshakeTimeout",
    message: l10n.t("The server took the connection but did not answer the handshake within {0} seconds.", timeoutMs / 1000),
    likelyCause: l10n.t("The endpoint does not speak SignalR, the app server behind it hangs, or a gateway holds the messages back."),
    nextStep: l10n.t("Try the service without the gateway. If that answers, look at the gateway (for Server-Sent Events its forward-request needs buffer-response=\"false\"), else at the app."),
  });
}
