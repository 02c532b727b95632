import * as l10n from "@vscode/l10n";
import { comparing } from "./compare.ts";
import type { FrameLog } from "./frameLog.ts";
import { toHar } from "./har.ts";
import type { TimedHop } from "./har.ts";
import { toMarkdown } from "./markdown.ts";
import type { Marks } from "./marks.ts";
import type { ConsolePlatform, KeptForm } from "./platform.ts";
import { decoding, linesOf, longFile } from "./textPieces.ts";
import { readingFile, transcriptLines, writing } from "./transcript.ts";
import type { Transcript, TranscriptHeader } from "./transcript.ts";
import { atOnce, inSlices } from "./work.ts";
import type { Pieces, Work } from "./work.ts";

/** Records from which on a person may wait long enough to be shown how far it is. */
const longLog = 20_000;

/** What is kept of a log outside of it. */
export interface KeeperParts {
  readonly log: FrameLog;
  readonly marks: Marks;
  readonly platform: Pick<ConsolePlatform, "longWork" | "pickFile" | "keepTranscript">;
  /** The target's address. */
  readonly address: () => string;
  readonly hops: () => readonly TimedHop[];
}

/** Writes a log as a transcript or another document, and compares it, without holding up whatever else goes on. */
export class Keeper {
  readonly #parts: KeeperParts;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
  }

  /** Redacted JSON Lines, at once: all of the log, or the newest records within about `limit` bytes. */
  transcript(limit = Number.POSITIVE_INFINITY): string {
    return atOnce(this.#writing(limit)).join("");
  }

  /** The same in slices. */
  async transcriptInSlices(limit: number): Promise<string> {
    return (await inSlices(this.#writing(limit))).join("");
  }

  /** Shows the log in one of its forms as something the person can keep. @throws Cancelled when the person stopped it */
  async keep(form: KeptForm): Promise<void> {
    const { log, platform, hops } = this.#parts;
    const text = form === "har" ? [toHar(hops())] : await this.#work(l10n.t("Writing the transcript"), log.size > longLog, form === "markdown" ? this.#markdown() : this.#writing());
    await platform.keepTranscript(text, form);
  }

  /** Shows how the log differs from a transcript the person chooses. @throws Problem `transcriptUnreadable`; Cancelled when the person stopped it */
  async compare(): Promise<void> {
    const { log, platform } = this.#parts;
    const other = await platform.pickFile("transcript");
    if (other === undefined) return;
    const text = await this.#work(l10n.t("Comparing the transcripts"), log.size > longLog || other.length > longFile, this.#comparing(other));
    await platform.keepTranscript(text, "markdown");
  }

  /** A transcript the person chooses; undefined when none was. @throws Problem `transcriptUnreadable`; Cancelled when the person stopped it */
  async pick(): Promise<Transcript | undefined> {
    const file = await this.#parts.platform.pickFile("transcript");
    return file === undefined ? undefined : await this.#work(l10n.t("Reading the transcript"), file.length > longFile, readingFile(file));
  }

  async #work<Result>(title: string, isLong: boolean, work: Work<Result>): Promise<Result> {
    return await (isLong ? this.#parts.platform.longWork(title, (pace) => inSlices(work, pace)) : inSlices(work));
  }

  *#comparing(other: Uint8Array): Work<Pieces> {
    const { log, marks } = this.#parts;
    // The log as a transcript has it: redacted like the other. It is not written as a whole first: that would take as much memory again.
    return yield* comparing(linesOf(yield* decoding(other)), transcriptLines(this.#header(), log.newest(Number.POSITIVE_INFINITY), (seq) => marks.get(seq)));
  }

  #writing(limit = Number.POSITIVE_INFINITY): Work<Pieces> {
    const { log, marks } = this.#parts;
    return writing(this.#header(limit), log.newest(limit), (seq) => marks.get(seq));
  }

  #markdown(): Work<Pieces> {
    const { log, marks } = this.#parts;
    return toMarkdown(this.#header(), log.entries(0), (seq) => marks.get(seq));
  }

  #header(limit = Number.POSITIVE_INFINITY): TranscriptHeader {
    const { log, address } = this.#parts;
    const [first] = log.newest(limit);
    return { target: address(), startedAt: first?.time ?? Date.now() };
  }
}
