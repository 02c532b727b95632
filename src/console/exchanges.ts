import * as l10n from "@vscode/l10n";
import { Problem } from "../signalr/problem.ts";
import type { AnswerHandler, ClientResult, HubStream } from "../signalr/connection.ts";
import { readValue } from "./composer.ts";
import type { AnswerRule } from "./draft.ts";
import { LazyRecord } from "./lazyRecord.ts";
import { preview } from "./preview.ts";
import type { LogRecord } from "./record.ts";
import type { Session } from "./session.ts";
import type { Activity } from "./shown.ts";

/** Arguments of a question, as far as a person reads them before answering. */
const previewLength = 400;

interface Streaming {
  readonly stream: HubStream;
  readonly target: string;
  items: number;
  paused: boolean;
}

export interface ExchangeEvents {
  /** `Exchanges.activity` is another. */
  activity(): void;
  /** The rows of a stream's further items are to be held back, or to come. */
  hold(invocationId: string, held: boolean): void;
}

/** What is under way on one connection: streams in both directions, and questions of the hub. */
export class Exchanges {
  readonly #session: () => Session;
  readonly #events: ExchangeEvents;
  readonly #rules: () => readonly AnswerRule[];
  readonly #streams = new Map<string, Streaming>();
  readonly #uploads = new Map<string, { readonly target: string; items: number }>();
  readonly #asked = new Map<string, Activity["asked"][number]>();

  /** @param session the live one */
  constructor(session: () => Session, events: ExchangeEvents, rules: () => readonly AnswerRule[]) {
    this.#session = session;
    this.#events = events;
    this.#rules = rules;
  }

  get activity(): Pick<Activity, "streams" | "uploads" | "asked"> {
    return {
      streams: [...this.#streams].map(([invocationId, { target, items, paused }]) => ({ invocationId, target, items, paused })),
      uploads: [...this.#uploads].map(([streamId, { target, items }]) => ({ streamId, target, items })),
      asked: [...this.#asked.values()],
    };
  }

  /** Takes note of a record of the connection. */
  saw(record: LogRecord): void {
    // What was not read asks and answers nothing; only a stream's items may be counted.
    if (record instanceof LazyRecord && this.#streams.size === 0) return;
    const { kind, direction, members, seq } = record;
    const { invocationId, target = "" } = members;
    if (invocationId === undefined) return;
    const streaming = direction === "received" && kind === "streamItem" ? this.#streams.get(invocationId) : undefined;
    if (streaming !== undefined) {
      streaming.items++;
      this.#events.activity();
    } else if (kind === "invocation" && direction === "received" && this.#rule(target) === undefined) {
      this.#asked.set(invocationId, { invocationId, target, arguments: preview(members.arguments ?? [], previewLength), seq });
      this.#events.activity();
    } else if (kind === "completion" && direction === "sent" && this.#asked.delete(invocationId)) this.#events.activity();
  }

  /** Answers by the last rule for the method; where there is none, a person will. */
  readonly answers: AnswerHandler = async ({ target }) => {
    const rule = this.#rule(target);
    return rule === undefined ? undefined : resultOf(rule);
  };

  /** Answers the question that waits longest: of any method, or of one in whatever case. @param target empty for any @throws as `answer` */
  async answerNext(target: string, answer: Pick<AnswerRule, "text" | "failed">, user: string): Promise<void> {
    const asked = [...this.#asked.values()].find((question) => target === "" || question.target.toLowerCase() === target.toLowerCase());
    if (asked !== undefined) return await this.answer(asked.invocationId, answer, user);
    throw new Problem({
      code: "nothingAsked",
      message: target === "" ? l10n.t("The hub waits for no answer.") : l10n.t("The hub waits for no answer of {0}.", target),
      nextStep: l10n.t("Wait until it asks, or save a rule that answers from then on."),
    });
  }

  /** @param user what {{user}} stands for @throws Problem `nothingAsked`, ParseProblem when the text is no JSON value */
  async answer(invocationId: string, answer: Pick<AnswerRule, "text" | "failed">, user = ""): Promise<void> {
    const result = resultOf(answer, user);
    await this.#session().answer(invocationId, result);
    if (this.#asked.delete(invocationId)) this.#events.activity();
  }

  stream(target: string, args: readonly unknown[]): string {
    const stream = this.#session().stream(target, args);
    this.#streams.set(stream.invocationId, { stream, target, items: 0, paused: false });
    this.#events.activity();
    // Its end is in the log, and so is why the connection ended before it.
    const ended = (): void => this.#streamEnded(stream.invocationId);
    stream.completion.then(ended, ended);
    return stream.invocationId;
  }

  async cancelStream(invocationId: string): Promise<void> {
    await this.#streaming(invocationId).stream.cancel();
  }

  pauseStream(invocationId: string, paused: boolean): void {
    this.#streaming(invocationId).paused = paused;
    this.#events.hold(invocationId, paused);
    this.#events.activity();
  }

  /** Calls a method with one upload stream, whose items follow. */
  upload(target: string, args: readonly unknown[]): string {
    const session = this.#session();
    const streamId = session.newStreamId();
    this.#uploads.set(streamId, { target, items: 0 });
    this.#events.activity();
    const ended = (): void => {
      if (this.#uploads.delete(streamId)) this.#events.activity();
    };
    session.invoke(target, args, undefined, [streamId]).then(ended, ended);
    return streamId;
  }

  async sendItem(streamId: string, item: unknown): Promise<void> {
    const upload = this.#uploads.get(streamId);
    if (upload === undefined) throw ended(streamId);
    await this.#session().sendItem(streamId, item);
    upload.items++;
    this.#events.activity();
  }

  async completeUpload(streamId: string, error?: string): Promise<void> {
    if (!this.#uploads.delete(streamId)) throw ended(streamId);
    this.#events.activity();
    await this.#session().completeStream(streamId, error);
  }

  /** The connection is over, and with it everything that was under way. */
  clear(): void {
    for (const invocationId of this.#streams.keys()) this.#streamEnded(invocationId);
    this.#uploads.clear();
    this.#asked.clear();
    this.#events.activity();
  }

  /** What was held back of it comes: nobody could ask for it any more. */
  #streamEnded(invocationId: string): void {
    const streaming = this.#streams.get(invocationId);
    if (streaming === undefined) return;
    this.#streams.delete(invocationId);
    if (streaming.paused) this.#events.hold(invocationId, false);
    this.#events.activity();
  }

  #streaming(invocationId: string): Streaming {
    const streaming = this.#streams.get(invocationId);
    if (streaming !== undefined) return streaming;
    throw ended(invocationId);
  }

  #rule(target: string): AnswerRule | undefined {
    return this.#rules().findLast((rule) => rule.target.toLowerCase() === target.toLowerCase());
  }
}

/** What is answered. @throws ParseProblem when the text is no JSON value */
export function resultOf({ text, failed }: Pick<AnswerRule, "text" | "failed">, user = ""): ClientResult {
  if (failed) return { error: text };
  return text.trim() === "" ? {} : { result: readValue(text, user) };
}

function ended(id: string): Problem {
  return new Problem({ code: "streamEnded", message: l10n.t("The stream {0} has ended.", `"${id}"`) });
}
