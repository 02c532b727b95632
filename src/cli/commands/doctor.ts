import type { Command } from "commander";
import { doctorGrammar } from "../doctor/options.ts";
import type { DoctorArguments } from "../doctor/options.ts";
import { exitCodes } from "../exit.ts";
import type { Runner } from "../runner.ts";

export function doctorCommand(run: Runner): Command {
  return doctorGrammar().action(
    run(async (context, options: DoctorArguments) => {
      const [{ subjectOf }, { examine }, { reportText, resultText }, { diagnosisDocument }] = await Promise.all([
        import("../doctor/subject.ts"),
        import("../../doctor/examine.ts"),
        import("../../doctor/report.ts"),
        import("../../doctor/document.ts"),
      ]);
      const { out, log, signal } = context;
      const diagnosis = await examine(await subjectOf(options, context), { signal, told: (result) => log.debug(resultText(result)) });
      out.add(diagnosisDocument(diagnosis));
      out.text(reportText(diagnosis));
      return diagnosis.probes.some(({ outcome }) => outcome === "failed") ? exitCodes.failed : exitCodes.done;
    }),
  );
}
