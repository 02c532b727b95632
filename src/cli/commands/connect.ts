import * as l10n from "@vscode/l10n";
import type { Command } from "commander";
import { withLayoutCause } from "../../apim/layouts/transports.ts";
import { connectGrammar } from "../connect/options.ts";
import type { ConnectArguments } from "../connect/options.ts";
import { UsageProblem } from "../exit.ts";
import type { Runner } from "../runner.ts";

export function connectCommand(run: Runner): Command {
  return connectGrammar().action(
    run(async (context, options: ConnectArguments, url) => {
      if (options.bare === true && options.steps.some(({ kind }) => kind !== "raw")) {
        throw new UsageProblem({
          code: "usageConflict",
          message: l10n.t("--bare speaks no SignalR, so nothing can be invoked or sent by name."),
          nextStep: l10n.t("Send the message's text with --raw, ␞ included."),
        });
      }
      const [{ destination }, { runSession }] = await Promise.all([import("../connect/destination.ts"), import("../connect/session.ts")]);
      const { connect, layout } = await destination(options, url, context);
      try {
        await runSession(connect, options, context);
      } catch (error) {
        throw layout === undefined ? error : withLayoutCause(error, layout, connect.transport ?? "webSockets");
      }
    }),
  );
}
