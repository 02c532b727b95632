/**
 * Every message between the console's host and its page, in both directions. Both sides check what they receive
 * against these schemas: a page is restored from an older window state, and what it shows comes from servers.
 */
import * as v from "valibot";
import { answerRule, draft, savedMessage } from "./draft.ts";
import { requestNames } from "./pageRequests.ts";
import { activity, count, finite, markUpdate, problem, row, rowUpdate, status } from "./shown.ts";

export { defaultChoices } from "./connectChoices.ts";
export type { CertificateFiles, CertificatePart, ConnectChoices } from "./connectChoices.ts";
export { composerModes, serviceOperations } from "./draft.ts";
export type { AnswerRule, ComposerMode, Draft, Place, SavedMessage, ServiceOperation } from "./draft.ts";
export { requests } from "./pageRequests.ts";
export type { RequestName, RequestParams, RequestResult } from "./pageRequests.ts";
export type { Activity, ConsoleStatus, CopyForm, HopView, ProblemView, RecordDetail, Row } from "./shown.ts";

/** Raised with every change that an older page would misread. */
export const protocolVersion = 2;

const pageMessage = v.variant("type", [
  /** The page is there and has nothing; the filter is what it remembered. */
  v.object({ type: v.literal("ready"), version: v.literal(protocolVersion), filter: v.string() }),
  /** The batch was taken in. */
  v.object({ type: v.literal("ack"), generation: count, sequence: count }),
  /** Something was missed: a snapshot is needed. */
  v.object({ type: v.literal("resync") }),
  v.object({ type: v.literal("request"), id: count, name: v.picklist(requestNames), params: v.unknown() }),
]);
export type PageMessage = v.InferOutput<typeof pageMessage>;

const batch = v.object({
  type: v.literal("batch"),
  /** Changes whenever the rows begin anew: first view, filter, clear, resync. */
  generation: count,
  /** Counts up by one in a generation, from 0, the snapshot that replaces what the page holds. */
  sequence: count,
  rows: v.array(row),
  updates: v.array(rowUpdate),
  marks: v.optional(v.array(markUpdate)),
  /** Rows with a smaller `seq` are no longer kept by the host. */
  oldest: count,
  /** Records the host holds, shown or not, and those it had to drop. */
  total: count,
  dropped: count,
  /** Records held back because the page is paused. */
  waiting: count,
});
export type Batch = v.InferOutput<typeof batch>;

const hostMessage = v.variant("type", [
  v.object({
    type: v.literal("init"),
    version: v.literal(protocolVersion),
    /** The panel's own id, under which its log is kept over a reload of the window. */
    id: v.string(),
    /** The translations of the page's texts (the editor's bundle), empty in English. */
    l10n: v.record(v.string(), v.union([v.string(), v.object({ message: v.string(), comment: v.array(v.string()) })])),
    /** BCP 47, for numbers and times. */
    language: v.string(),
    draft,
    history: v.array(draft),
    /** The requests this host answers, by name; the page offers nothing else. */
    offers: v.optional(v.array(v.string())),
  }),
  v.object({ type: v.literal("status"), status }),
  v.object({ type: v.literal("sessionClosed"), session: count }),
  v.object({ type: v.literal("activity"), activity }),
  /** The messages and answer rules that are saved, all of them each time. */
  v.object({ type: v.literal("saved"), messages: v.array(savedMessage), rules: v.array(answerRule) }),
  batch,
  v.object({ type: v.literal("result"), id: count, value: v.unknown() }),
  v.object({ type: v.literal("refused"), id: count, problem }),
]);
export type HostMessage = v.InferOutput<typeof hostMessage>;

const pageState = v.object({
  id: v.string(),
  kind: status.entries.kind,
  key: v.string(),
  title: v.string(),
  address: v.string(),
  filter: v.string(),
  /** Widths in pixels: the log's columns by name, and the detail pane beside and below. */
  widths: v.record(v.string(), finite),
  selected: v.optional(count),
});
/** What the editor keeps of a page over reloads: how to find its target and log again, and how it looked. */
export type PageState = v.InferOutput<typeof pageState>;

/** The state, or undefined where it is none of ours. */
export function readPageState(value: unknown): PageState | undefined {
  const result = v.safeParse(pageState, value);
  return result.success ? result.output : undefined;
}

/** The message, or undefined where it is none of ours. */
export function readPageMessage(value: unknown): PageMessage | undefined {
  const result = v.safeParse(pageMessage, value);
  return result.success ? result.output : undefined;
}

/** The message, or undefined where it is none of ours. */
export function readHostMessage(value: unknown): HostMessage | undefined {
  const result = v.safeParse(hostMessage, value);
  return result.success ? result.output : undefined;
}
