import type { CertificatePart } from "./connectChoices.ts";
import type { MessageFiles } from "./messageShelf.ts";
import type { Memory } from "./memory.ts";
import type { ConsoleStatus, HostMessage } from "./protocol.ts";
import type { Network } from "./sessionNetwork.ts";
import type { Pace, Pieces } from "./work.ts";

/** In which form a log is kept. */
export type KeptForm = "jsonLines" | "markdown" | "har";

/** What the host needs from the editor it runs in. */
export interface ConsolePlatform {
  post(message: HostMessage): void;
  copy(text: string): Promise<void>;
  /** Shows a log, or what was found in it, as something the person can keep. */
  keepTranscript(text: Pieces, form: KeptForm): Promise<void>;
  /** Runs work a person waits for under a progress that can be cancelled. */
  longWork<Result>(title: string, work: (pace: Pace) => Promise<Result>): Promise<Result>;
  /** What is in a file the person chooses; undefined when none was. */
  pickFile(what: "transcript" | "lines"): Promise<Uint8Array | undefined>;
  /** The path of a certificate's file the person chooses; undefined when none was. */
  pickCertificate(part: CertificatePart): Promise<string | undefined>;
  /**
   * What a file is encrypted with: kept, or asked of the person; undefined when they gave none.
   * @param refused whether the one given before does not open it
   */
  passphrase(file: string, refused: boolean): Promise<string | undefined>;
  /** Proxy and certificates as the editor is set up. */
  network(): Network;
  readonly memory: Memory;
  readonly messages: MessageFiles;
  /** Has the doctor say why the target cannot be reached, elsewhere in the editor; does not wait for it. */
  examine(): void;
  /** Shows, elsewhere in the editor, what the policies of the target's gateway did with the last requests; does not wait for it. */
  trace(): void;
  /** The state or the target of the first session changed: titles may have to. */
  statusChanged(status: ConsoleStatus): void;
  /** Something was recorded. */
  recorded(): void;
  /** The panel's own id, the same over a reload of the window. */
  readonly id: string;
  /** Translations for the page's texts, and the language's BCP 47 tag. */
  readonly l10n: Extract<HostMessage, { type: "init" }>["l10n"];
  readonly language: string;
}
