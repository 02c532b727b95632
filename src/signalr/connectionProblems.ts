import * as l10n from "@vscode/l10n";
import { excerpt } from "./answerProblem.ts";
import { Problem } from "./problem.ts";
import type { HubMessage } from "./protocol/messages.ts";
import type { HubProtocol } from "./protocol/protocol.ts";
import type { TransportEnd } from "./transport/transport.ts";

/**
 * The message's bytes.
 * @throws Problem `notEncodable`
 */
export function encoded(protocol: HubProtocol, message: HubMessage): Uint8Array {
  try {
    return protocol.encode(message);
  } catch (cause) {
    throw new Problem({
      code: "notEncodable",
      message: l10n.t("The arguments cannot be written in the protocol {0}.", protocol.name),
      likelyCause: l10n.t("They hold a value that refers to itself, is nested too deeply, or is a function."),
    }, { cause });
  }
}

/** The server was silent for too long. @param url redacted */
export function serverTimeout(timeoutMs: number, url: string): Problem {
  return new Problem({
    code: "serverTimeout",
    // The official clients' own words, which people search for.
    message: l10n.t("Server timeout elapsed without receiving a message from the server."),
    resource: url,
    likelyCause: l10n.t("For {0} seconds nothing came, not even a ping: the server hangs, the network dropped the connection without a word, or a gateway holds messages back.", timeoutMs / 1000),
    nextStep: l10n.t("Connect again. A server that pings less often than every {0} seconds needs a longer server timeout.", Math.round(timeoutMs / 2000)),
  });
}

/** The server said goodbye with an error. @param url redacted */
export function closedWithError(error: string, url: string): Problem {
  return new Problem({
    code: "closedWithError",
    message: l10n.t("The server closed the connection with an error: {0}", excerpt(error)),
    resource: url,
    likelyCause: l10n.t("The hub or the app failed, the token expired, or the app server left."),
    nextStep: l10n.t("Look at the app's log; the text above is the server's own."),
  });
}

/** After a drop the server went on later than where it stopped. @param url redacted */
export function sequenceSkipped(sequenceId: number, url: string): Problem {
  return new Problem({
    code: "sequenceSkipped",
    // The official client's own words begin it.
    message: l10n.t("Sequence ID greater than amount of messages we've received: the server goes on with message {0}.", sequenceId),
    resource: url,
    likelyCause: l10n.t("Messages were lost while the connection was down: the server kept too few of them, or is another one."),
    nextStep: l10n.t("Connect again."),
  });
}

/** Every attempt to connect again failed. @param url redacted */
export function reconnectFailed(attempts: number, url: string, last: Problem | undefined): Problem {
  return new Problem({
    code: "reconnectFailed",
    message: last === undefined ? l10n.t("The connection could not be made again in {0} attempts.", attempts) : l10n.t("The connection could not be made again in {0} attempts: {1}", attempts, last.message),
    resource: url,
    ...(last?.details.likelyCause === undefined ? {} : { likelyCause: last.details.likelyCause }),
    nextStep: l10n.t("Connect again when the server is back, or give the reconnect policy more time."),
  }, { cause: last });
}

/** The transport ended where the handshake's answer should have come. @param url redacted */
export function closedInHandshake({ code, reason }: TransportEnd, url: string): Problem {
  return new Problem({
    code: "closedInHandshake",
    message: l10n.t("The server closed the connection before it answered the handshake (code {0}{1}).", code ?? 1005, reason === "" ? "" : `, ${reason}`),
    resource: url,
    likelyCause: l10n.t("The endpoint does not speak SignalR, or the server refuses this connection without saying why."),
    nextStep: l10n.t("Look at the log of the app and of the gateway."),
  });
}

/** What an invocation that waits is told when the transport ends. @param url redacted */
export function unanswered({ problem }: TransportEnd, url: string): Problem {
  return new Problem({
    code: "connectionClosed",
    message: problem === undefined ? l10n.t("The connection was closed before the hub answered.") : l10n.t("The connection ended before the hub answered: {0}", problem.message),
    resource: url,
  }, { cause: problem });
}

/** @param url redacted */
export function bareConnection(url: string): Problem {
  return new Problem({
    code: "bareConnection",
    message: l10n.t("A bare WebSocket has no hub messages."),
    resource: url,
    nextStep: l10n.t("Send raw text or bytes, or connect without bare."),
  });
}
