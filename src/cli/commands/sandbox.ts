import * as l10n from "@vscode/l10n";
import { Command, Option } from "commander";
import type { SandboxEvent, SandboxLine } from "../../sandbox/model.ts";
import type { Context } from "../context.ts";
import { wholeNumber } from "../numbers.ts";
import type { Runner } from "../runner.ts";

interface Options {
  readonly port?: number;
  readonly state?: string;
  readonly app?: "own" | "external";
}

export function sandboxCommand(run: Runner): Command {
  return new Command("sandbox")
    .description(l10n.t("Start an Azure on loopback and keep it until stopped"))
    .option("--port <n>", l10n.t("control plane on N, gateway on N+1, service on N+2, app on N+3; free ports by default"), wholeNumber(1, 65_532))
    .option("--state <file>", l10n.t("keep keys, tokens, ids and what is published over restarts"))
    .addOption(new Option("--app <who>", l10n.t("who serves ChatRoom's hub: the sandbox's own app, or an app server of yours that connects to its service; own by default")).choices(["own", "external"]))
    .action(run(serve));
}

/** Ends with 0 when it is interrupted: being stopped is how a sandbox ends. */
async function serve({ out, signal }: Context, { port, state, app }: Options): Promise<void> {
  const { runSandbox } = await import("../../sandbox/run.ts");
  const printed = (value: SandboxLine | SandboxEvent): void => out.line(JSON.stringify(value));
  await runSandbox(
    {
      ...(port === undefined ? {} : { port }),
      ...(state === undefined ? {} : { stateFile: state }),
      ...(app === undefined ? {} : { app }),
      started: out.json ? printed : (line) => out.text(welcome(line)),
      event: out.json ? printed : (event) => out.text(shown(event)),
    },
    signal,
  );
}

function welcome(line: SandboxLine): string {
  return [
    l10n.t("The sandbox runs; Ctrl-C stops it."),
    l10n.t("  control plane   {0}", line.armEndpoint),
    l10n.t("  gateway         {0}  ({1})", line.gatewayUrl, line.apimName),
    l10n.t("  SignalR Service {0}  ({1})", line.serviceEndpoint, line.signalRName),
    l10n.t("  ChatRoom        {0}", line.appServerUrl),
    l10n.t("Start it with --json to get a profile with its token and keys for the other commands."),
    "",
  ].join("\n");
}

function shown({ time, part, event, ...members }: SandboxEvent): string {
  const details = Object.entries(members).filter(([, value]) => value !== null && value !== undefined);
  return `${time.slice(11, 23)} ${part.padEnd(7)} ${event} ${details.map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`).join(" ")}`;
}
