import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** What is kept of a log over a reload of the window. */
const limit = 2 * 1024 * 1024;
const intervalMs = 5000;
const abandonedMs = 7 * 24 * 60 * 60 * 1000;

/** Gives the newest part of a log, about `limit` bytes, as a redacted transcript. */
export interface SavedText {
  atOnce(limit: number): string;
  /** Without holding up anything else. */
  inSlices(limit: number): Promise<string>;
}

/** Keeps a console's log in a file while the window is open, so that reloading the window does not lose it. */
export class SavedLog {
  readonly #path: string;
  readonly #text: SavedText;
  #timer: NodeJS.Timeout | undefined;

  /** While it is written in the background. */
  #writing: Promise<void> | undefined;
  /** The file is no longer this one's to write. */
  #gone = false;

  constructor(path: string, text: SavedText) {
    this.#path = path;
    this.#text = text;
  }

  /** When what was recorded before is in the file, or cannot be. */
  get written(): Promise<void> {
    return this.#writing ?? Promise.resolve();
  }

  changed(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const writing: Promise<void> = this.written.then(() => this.#write()).catch(() => undefined).finally(() => {
        if (this.#writing === writing) this.#writing = undefined;
      });
      this.#writing = writing;
    }, intervalMs);
  }

  /** Writes at once. Synchronous, because a window that closes waits for nothing else. */
  flush(): void {
    if (this.#timer === undefined && this.#writing === undefined) return;
    this.#stop();
    mkdirSync(dirname(this.#path), { recursive: true });
    writeFileSync(this.#path, this.#text.atOnce(limit), { mode: 0o600 });
  }

  /** The panel was closed for good. */
  remove(): void {
    this.#stop();
    rmSync(this.#path, { force: true });
  }

  #stop(): void {
    this.#gone = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Beside the file and then in its place: a window that ends meanwhile leaves the file as it was. */
  async #write(): Promise<void> {
    if (this.#gone) return;
    const text = await this.#text.inSlices(limit);
    const fresh = `${this.#path}.new`;
    await mkdir(dirname(this.#path), { recursive: true });
    await writeFile(fresh, text, { mode: 0o600 });
    if (this.#gone) rmSync(fresh, { force: true });
    else renameSync(fresh, this.#path);
  }
}

/** Where the log of a panel is kept. The id is checked, as it comes back from a page's state. */
export function savedLogPath(folder: string, id: string): string | undefined {
  return /^[0-9a-f-]{36}$/.test(id) ? join(folder, `${id}.jsonl`) : undefined;
}

/** What was kept; undefined where there is nothing. */
export async function readSavedLog(path: string): Promise<string | undefined> {
  return await readFile(path, "utf8").catch(() => undefined);
}

/** Removes what panels left behind that never came back. */
export async function removeAbandonedLogs(folder: string, now: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const modified = await stat(path).catch(() => undefined);
    if (/\.jsonl(\.new)?$/.test(name) && modified !== undefined && now - modified.mtimeMs > abandonedMs) await rm(path, { force: true });
  }
}
