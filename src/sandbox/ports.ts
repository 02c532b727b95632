import * as l10n from "@vscode/l10n";
import { Problem } from "../signalr/problem.ts";
import { loopbackAddress } from "./loopback.ts";

/** Where the four parts listen. */
export interface Ports {
  readonly arm: number;
  readonly gateway: number;
  readonly service: number;
  readonly app: number;
}

/** Four ports in a row from `first`; any free ones for 0. */
export function portsFrom(first: number): Ports {
  const port = (offset: number): number => (first === 0 ? 0 : first + offset);
  return { arm: port(0), gateway: port(1), service: port(2), app: port(3) };
}

/** `text` with every loopback address of `from` replaced by the one of `to`, so that what was published moves along. */
export function moveOrigins(text: string, from: Ports, to: Ports): string {
  const moves = new Map([from.arm, from.gateway, from.service, from.app].map((port, index) => [port, [to.arm, to.gateway, to.service, to.app][index] ?? port]));
  const address = new RegExp(`${loopbackAddress.replaceAll(".", "\\.")}:(\\d+)(?!\\d)`, "g");
  return text.replace(address, (_match, port: string) => `${loopbackAddress}:${moves.get(Number(port)) ?? port}`);
}

/** A port could not be had; anything else is given back as it was. */
export function portProblem(error: unknown, remembered: boolean): unknown {
  if (!(error instanceof Error) || !("code" in error) || (error.code !== "EADDRINUSE" && error.code !== "EACCES")) {
    return error;
  }
  const port = "port" in error ? String(error.port) : "?";
  const taken = error.code === "EADDRINUSE";
  return new Problem(
    {
      code: taken ? "portInUse" : "portRefused",
      message: taken ? l10n.t("Port {0} on {1} is in use.", port, loopbackAddress) : l10n.t("The system does not allow listening on port {0}.", port),
      resource: `${loopbackAddress}:${port}`,
      likelyCause: remembered ? l10n.t("The state file remembers this port, because published backends name it; another sandbox or program has it now.") : l10n.t("Another sandbox or program listens there."),
      nextStep: l10n.t("Stop the other program, or start with --port and four free ports in a row."),
    },
    { cause: error },
  );
}
