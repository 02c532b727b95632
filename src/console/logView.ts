import { parseFilter, textNeeded } from "./filter.ts";
import type { Filter } from "./filter.ts";
import type { FrameLog } from "./frameLog.ts";
import type { Marks } from "./marks.ts";
import type { Batch, Row } from "./protocol.ts";
import type { LogRecord } from "./record.ts";
import { toRow } from "./row.ts";
import type { Match } from "./roundTrips.ts";

/** Time between two batches: often enough to look live, seldom enough to let a page breathe. */
const intervalMs = 50;
/** How long records are looked at in one go, in milliseconds, so that a flood or a new filter never blocks the editor. */
const scanMs = 12;
const rowLimit = 1000;
/** Batches a page may have left unanswered; beyond that the ring is the queue. */
const unansweredLimit = 2;

/** What a page sees of the log: the rows its filter lets through, sent in batches it can follow or ask for again. */
export class LogView {
  readonly #log: FrameLog;
  readonly #marks: Marks;
  readonly #post: (batch: Batch) => void;
  #filter: Filter = () => true;
  /** As `FrameLog.part` takes it. */
  #text: string | undefined;
  /** The last `seq` to show: the newest when the person paused, else no bound. */
  #end = Number.POSITIVE_INFINITY;
  #open = false;
  #blocked = false;
  #generation = 0;
  #sequence = 0;
  #answered = -1;
  /** The next `seq` to look at. */
  #next = 0;
  /** Streams whose items are held back, with the first `seq` that is. */
  readonly #held = new Map<string, number>();
  #updates: Batch["updates"] = [];
  #marked: NonNullable<Batch["marks"]> = [];
  #timer: NodeJS.Timeout | undefined;
  #sent = "";

  constructor(log: FrameLog, marks: Marks, post: (batch: Batch) => void) {
    this.#log = log;
    this.#marks = marks;
    this.#post = post;
  }

  /** Begins anew for a page that has nothing, or missed something. */
  snapshot(): void {
    this.#open = true;
    this.#generation++;
    this.#sequence = 0;
    this.#answered = -1;
    this.#next = 0;
    this.#updates = [];
    this.#marked = [];
    this.#pump();
  }

  /**
   * Shows other rows from now on.
   * @throws ParseProblem when the filter cannot be read; the view stays as it was.
   */
  filter(text: string): void {
    this.#filter = parseFilter(text, (seq) => this.#marks.get(seq) !== undefined);
    this.#text = textNeeded(text);
    if (this.#open) this.snapshot();
  }

  /** Holds back what comes from now on, or lets it come. */
  pause(paused: boolean): void {
    if (!paused) this.#end = Number.POSITIVE_INFINITY;
    else if (this.#end === Number.POSITIVE_INFINITY) this.#end = this.#newest();
    this.changed();
  }

  /** Holds back the items a stream sends from now on, or shows them in their places. */
  hold(session: number, invocationId: string, held: boolean): void {
    const key = streamKey(session, invocationId);
    if (held) this.#held.set(key, this.#held.get(key) ?? this.#newest() + 1);
    else if (this.#held.delete(key) && this.#open) this.snapshot();
  }

  /** The page took a batch in. */
  ack(generation: number, sequence: number): void {
    if (generation !== this.#generation || sequence <= this.#answered || sequence >= this.#sequence) return;
    this.#answered = sequence;
    if (this.#blocked) this.#pumpIn(0);
    this.#blocked = false;
  }

  /** The log has something new. */
  changed(): void {
    this.#pumpIn(intervalMs);
  }

  #pumpIn(ms: number): void {
    if (!this.#open) return;
    this.#timer ??= setTimeout(() => this.#pump(), ms);
  }

  matched(match: Match): void {
    const { roundTripMs } = match;
    if (match.invocation < this.#next) this.#updates.push({ seq: match.invocation, roundTripMs, other: match.completion });
    if (match.completion < this.#next) this.#updates.push({ seq: match.completion, roundTripMs, other: match.invocation });
    this.changed();
  }

  /** A row was marked, or is not any more. */
  marked(seq: number): void {
    const mark = this.#marks.get(seq);
    if (seq < this.#next) this.#marked.push({ seq, ...(mark !== undefined && { mark }) });
    this.changed();
  }

  /** The page is gone; nothing is sent until the next snapshot. */
  close(): void {
    this.#open = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #newest(): number {
    return (this.#log.oldest ?? 0) + this.#log.size - 1;
  }

  #pump(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#blocked = this.#sequence - this.#answered > unansweredLimit;
    if (!this.#open || this.#blocked) return;
    const first = this.#sequence === 0;
    const rows = this.#take();
    const oldest = this.#log.oldest ?? this.#next;
    const counts = { oldest, total: this.#log.size, dropped: this.#log.dropped, waiting: this.#waiting() };
    const said = JSON.stringify(counts);
    // There is more to look at: at once, after whoever else waits.
    if (this.#log.size > 0 && this.#next <= Math.min(this.#newest(), this.#end)) this.#pumpIn(0);
    if (!first && rows.length === 0 && this.#updates.length + this.#marked.length === 0 && said === this.#sent) return;
    const updates = this.#updates;
    const marks = this.#marked;
    this.#updates = [];
    this.#marked = [];
    this.#sent = said;
    this.#post({ type: "batch", generation: this.#generation, sequence: this.#sequence++, rows, updates, ...(marks.length > 0 && { marks }), ...counts });
  }

  #waiting(): number {
    return Math.min(this.#log.size, Math.max(0, this.#newest() - this.#end));
  }

  #take(): Batch["rows"] {
    const rows: Batch["rows"] = [];
    const until = performance.now() + scanMs;
    do {
      const part = this.#log.part(this.#next, this.#text);
      const last = Math.min(part.next - 1, this.#end);
      for (const seq of part.seqs) {
        if (seq > last) break;
        if (rows.length === rowLimit) {
          this.#next = seq;
          return rows;
        }
        const row = this.#row(seq);
        if (row !== undefined) rows.push(row);
      }
      this.#next = last + 1;
    } while (this.#next <= Math.min(this.#newest(), this.#end) && performance.now() < until);
    return rows;
  }

  #row(seq: number): Row | undefined {
    const entry = this.#log.get(seq);
    return entry === undefined || this.#isHeld(entry.record) || !this.#filter(entry.record) ? undefined : toRow(entry, this.#marks.get(seq));
  }

  #isHeld({ kind, direction, members, session, seq }: LogRecord): boolean {
    if (this.#held.size === 0 || kind !== "streamItem" || direction !== "received" || members.invocationId === undefined) return false;
    return seq >= (this.#held.get(streamKey(session, members.invocationId)) ?? Number.POSITIVE_INFINITY);
  }
}

function streamKey(session: number | undefined, invocationId: string): string {
  return `${session ?? 1} ${invocationId}`;
}
