import * as l10n from "@vscode/l10n";
import { Problem } from "../signalr/problem.ts";
import { copyText } from "./copyAs.ts";
import { toDetail } from "./detail.ts";
import { completeFilter, targetsOf } from "./filterCompletion.ts";
import type { FrameLog, LogEntry } from "./frameLog.ts";
import type { Keeper } from "./keeper.ts";
import type { LogView } from "./logView.ts";
import type { Marks } from "./marks.ts";
import type { ConsolePlatform } from "./platform.ts";
import { unlessCancelled } from "./requests.ts";
import type { Handlers } from "./requests.ts";

/** A filter's completion looks for methods in the newest records of about so many bytes. */
const completedBytes = 512 * 1024;

type Looking = "filter" | "completeFilter" | "pause" | "detail" | "copy" | "mark" | "export" | "compare";

export interface LogParts {
  readonly log: FrameLog;
  readonly marks: Marks;
  readonly view: LogView;
  readonly keeper: Keeper;
  readonly platform: Pick<ConsolePlatform, "copy" | "recorded">;
  /** The numbers of the sessions. */
  readonly sessions: () => Iterable<number>;
}

/** Everything the page does with what is in the log: also all that can be asked of a transcript that was opened again. */
export function logHandlers({ log, marks, view, keeper, platform, sessions }: LogParts): Pick<Handlers, Looking> {
  const entry = (seq: number): LogEntry => {
    const found = log.get(seq);
    if (found !== undefined) return found;
    throw new Problem({ code: "recordDropped", message: l10n.t("This record is no longer kept.") });
  };
  return {
    filter: ({ text }) => {
      view.filter(text);
      return null;
    },
    completeFilter: ({ text, caret }) => completeFilter(text, caret, { targets: targetsOf(log.newest(completedBytes)), sessions: sessions() }),
    pause: ({ paused }) => {
      view.pause(paused);
      return null;
    },
    detail: ({ seq }) => {
      const found = log.get(seq);
      return found === undefined ? null : toDetail(found, marks.get(seq));
    },
    copy: async ({ seq, form }) => {
      await platform.copy(copyText(entry(seq), form));
      return null;
    },
    mark: ({ seq, mark }) => {
      marks.set(entry(seq).record.seq, mark);
      marks.forgetBefore(log.oldest ?? 0);
      view.marked(seq);
      platform.recorded();
      return null;
    },
    export: async (asked) => {
      await unlessCancelled(() => keeper.keep(asked?.format ?? "jsonLines"));
      return null;
    },
    compare: async () => {
      await unlessCancelled(() => keeper.compare());
      return null;
    },
  };
}
