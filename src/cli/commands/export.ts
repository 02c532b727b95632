import * as l10n from "@vscode/l10n";
import { Command, Option } from "commander";
import type { ExportFormat } from "../../apim/export/formats.ts";
import { exportFormats } from "../../apim/export/formats.ts";
import { addPlanOptions, planPublish } from "../publishOptions.ts";
import type { PlanArguments } from "../publishOptions.ts";
import type { Runner } from "../runner.ts";
import { addTargetOptions } from "../target.ts";

interface Options extends PlanArguments {
  readonly format: ExportFormat;
  readonly out?: string;
}

export function exportCommand(run: Runner): Command {
  const command = new Command("export").description(l10n.t("Print what publishing would make as infrastructure code; writes nothing on the instance"));
  return addTargetOptions(addPlanOptions(command))
    .addOption(new Option("--format <format>", l10n.t("the language")).choices(exportFormats).makeOptionMandatory())
    .option("--out <folder>", l10n.t("write the files there instead of printing them; what somebody else wrote is not overwritten"))
    .action(
      run(async (context, options: Options) => {
        const { out, log } = context;
        const [{ deploymentOf }, { exportFiles }, { writeExport }] = await Promise.all([import("../../apim/export/deployment.ts"), import("../../apim/export/exportFiles.ts"), import("../../apim/export/writeExport.ts")]);
        const files = exportFiles(options.format, deploymentOf(await planPublish(options, context)));
        out.add({ files: files.map(({ path, text }) => ({ path, text })) });
        if (options.out === undefined) {
          files.forEach(({ path, text }) => out.text(`==> ${path} <==\n${text}`));
          return;
        }
        for (const { path, kept } of await writeExport(files, options.out)) {
          log.info(kept ? l10n.t("{0}: kept as it is", path) : l10n.t("{0}: written", path));
        }
      }),
    );
}
