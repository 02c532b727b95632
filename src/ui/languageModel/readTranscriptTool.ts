import * as v from "valibot";
import * as vscode from "vscode";
import { parseFilter } from "../../console/filter.ts";
import type { LogRecord } from "../../console/record.ts";
import { headerLine, readingFile, recordLine } from "../../console/transcript.ts";
import { inSlices } from "../../console/work.ts";
import { Problem } from "../../signalr/problem.ts";
import { readInput } from "./input.ts";
import type { ToolWork } from "./tools.ts";

const schema = v.strictObject({
  path: v.string(),
  filter: v.optional(v.string(), ""),
  from: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 1),
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)), 100),
});

/** The most of one record that is told, in characters: many short ones say more than one long one. */
const longestRecord = 1000;

/** Reads a transcript of the workspace, filtered as the console filters, a page at a time. */
export function readTranscriptTool(): ToolWork {
  return {
    running: () => vscode.l10n.t("Reading a SignalR transcript"),
    confirm: (input) => {
      const { path } = readInput(schema, input);
      return { title: vscode.l10n.t("Read a transcript"), message: vscode.l10n.t("The model is to read {0}. Tokens and keys are not in it; the messages themselves are.", path) };
    },
    run: async (input, signal) => {
      const { path, filter, from, limit } = readInput(schema, input);
      const transcript = await inSlices(readingFile(await vscode.workspace.fs.readFile(transcriptUri(path))), { signal });
      const shown = transcript.records.filter(parseFilter(filter, (seq) => transcript.marks.has(seq)));
      const page = shown.filter(({ seq }) => seq >= from).slice(0, limit);
      const next = shown.find(({ seq }) => seq > (page.at(-1)?.seq ?? Number.POSITIVE_INFINITY));
      return [
        headerLine(transcript),
        ...page.map((record) => line(record, transcript.marks.get(record.seq))),
        `[${page.length} of ${shown.length} records that fit the filter, of ${transcript.records.length} in all${next === undefined ? "" : `; ask again with from: ${next.seq} for more`}]`,
      ].join("\n");
    },
  };
}

function line(record: LogRecord, mark: string | undefined): string {
  const text = recordLine(record, mark);
  return text.length <= longestRecord ? text : `${text.slice(0, longestRecord)}… [${text.length} characters]`;
}

/** A transcript in a folder of this workspace: a model has no business elsewhere on the disk. @throws Problem */
function transcriptUri(path: string): vscode.Uri {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const [first] = folders;
  const absolute = path.startsWith("/") || /^[a-z]:[\\/]/i.test(path);
  // A file URI is made normal, so that `..` leads nowhere unseen.
  const uri = absolute ? vscode.Uri.file(path) : first && vscode.Uri.joinPath(first.uri, path);
  if (uri === undefined || !uri.path.endsWith(".signalr.jsonl") || uri.path.split("/").includes("..") || vscode.workspace.getWorkspaceFolder(uri) === undefined) {
    throw new Problem({ code: "toolInputInvalid", message: "path must be a *.signalr.jsonl file in a folder of the open workspace." });
  }
  return uri;
}
