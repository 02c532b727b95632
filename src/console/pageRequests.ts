/** What a page can ask its host for: parameters and result of each request. */
import * as v from "valibot";
import { certificateParts, connectChoices } from "./connectChoices.ts";
import { answerRule, draft, places } from "./draft.ts";
import { copyForms, count, detail, finite, problem } from "./shown.ts";

const nothing = v.null();
/** Which session is meant; absent for the first. */
const session = v.optional(count);
const call = v.object({ session, target: v.string(), arguments: v.string() });

/** Texts that are typed may hold the variables {{user}}, {{now}} and {{uuid}}. */
export const requests = {
  connect: { params: v.object({ session, address: v.string(), userId: v.string(), choices: v.optional(connectChoices) }), result: nothing },
  /** Asks the person for a file; resolves with its path, or null when none was chosen. */
  pickCertificate: { params: v.object({ part: v.picklist(certificateParts) }), result: v.nullable(v.string()) },
  disconnect: { params: v.nullable(v.object({ session })), result: nothing },
  /** Another session on the same target, not connected yet; its status comes as a message. */
  openSession: { params: nothing, result: v.object({ session: count }) },
  /** Disconnects and takes the session away; its records stay. Not for the first. */
  closeSession: { params: v.object({ session: count }), result: nothing },

  /** Resolves with the completion: its error, or how long it took. */
  invoke: { params: call, result: v.object({ error: v.optional(v.string()), ms: finite }) },
  send: { params: call, result: nothing },
  /** Asks the hub for a stream; resolves once it was asked. The items are rows; `activity` says how far it is. */
  stream: { params: call, result: v.object({ invocationId: v.string() }) },
  cancelStream: { params: v.object({ session, invocationId: v.string() }), result: nothing },
  /** Holds back the rows of a stream's further items, or lets them come. */
  pauseStream: { params: v.object({ session, invocationId: v.string(), paused: v.boolean() }), result: nothing },
  /** Calls a method with an upload stream and sends the items, one JSON value a line; the stream ends with them unless it is kept open. */
  upload: { params: v.object({ session, target: v.string(), arguments: v.string(), items: v.string(), keepOpen: v.boolean() }), result: v.object({ streamId: v.string() }) },
  sendItem: { params: v.object({ session, streamId: v.string(), text: v.string() }), result: nothing },
  /** Asks the person for a file and sends each of its lines: as JSON where it is, else as text. Resolves with how many. */
  sendItemsOfFile: { params: v.object({ session, streamId: v.string() }), result: v.object({ sent: count }) },
  completeUpload: { params: v.object({ session, streamId: v.string(), error: v.optional(v.string()) }), result: nothing },
  /** Answers a question of the hub: a JSON value (empty: none), or an error's words where `failed`. */
  answer: { params: v.object({ session, invocationId: v.string(), text: v.string(), failed: v.boolean() }), result: nothing },
  /** The same for the question that waits longest, of all or of one client method; what was sent stands in the history. */
  answerNext: { params: v.object({ session, target: v.string(), text: v.string(), failed: v.boolean() }), result: nothing },
  /** The rules by which questions are answered from now on, remembered for the target. */
  setAnswerRules: { params: v.object({ rules: v.array(answerRule) }), result: nothing },
  /** Resolves with the bytes that do not form a whole record yet: the server waits for a record separator. */
  sendText: { params: v.object({ session, text: v.string() }), result: v.object({ waiting: count }) },
  /** The same with bytes in hexadecimal, as one binary message. */
  sendHex: { params: v.object({ session, text: v.string() }), result: v.object({ waiting: count }) },
  /** Plays the server by the draft's `operation`; resolves with what came of it in words. */
  service: { params: v.object({ session, draft }), result: v.object({ text: v.string(), ms: finite }) },

  /** Says what is wrong with the text of a draft, without sending it. */
  check: { params: draft, result: v.nullable(problem) },
  keepDraft: { params: draft, result: nothing },
  saveMessage: { params: v.object({ name: v.string(), place: v.picklist(places), draft }), result: nothing },
  removeMessage: { params: v.object({ name: v.string(), place: v.picklist(places) }), result: nothing },
  /** Asks the person for a transcript and sends what was sent in it again: at its own pace, or one record every so many milliseconds. */
  replay: { params: v.object({ session, everyMs: v.optional(count) }), result: nothing },
  stopReplay: { params: v.object({ session }), result: nothing },

  filter: { params: v.object({ text: v.string() }), result: nothing },
  /** What could stand at the caret of a filter: `insert` takes the place of the text from `from` to the caret. */
  completeFilter: { params: v.object({ text: v.string(), caret: count }), result: v.object({ from: count, choices: v.array(v.object({ insert: v.string(), says: v.string() })) }) },
  pause: { params: v.object({ paused: v.boolean() }), result: nothing },
  clear: { params: nothing, result: nothing },
  detail: { params: v.object({ seq: count }), result: v.nullable(detail) },
  copy: { params: v.object({ seq: count, form: v.picklist(copyForms) }), result: nothing },
  /** Marks a row with a note (which may be empty), or takes the mark away. */
  mark: { params: v.object({ seq: count, mark: v.optional(v.string()) }), result: nothing },
  export: { params: v.nullable(v.object({ format: v.picklist(["jsonLines", "markdown", "har"]) })), result: nothing },
  /** Has the doctor examine what the console connects to; resolves at once. */
  why: { params: nothing, result: nothing },
  /** Shows what the gateway's policies did with the last requests; resolves at once. */
  trace: { params: nothing, result: nothing },
  /** Asks the person for another transcript and shows how this log differs from it. */
  compare: { params: nothing, result: nothing },
} as const;
export type RequestName = keyof typeof requests;
export type RequestParams<Name extends RequestName> = v.InferOutput<(typeof requests)[Name]["params"]>;
export type RequestResult<Name extends RequestName> = v.InferOutput<(typeof requests)[Name]["result"]>;

export const requestNames = Object.keys(requests).filter((name): name is RequestName => name in requests);
