import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { readdir, readFile, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

/** What is kept of a log over a reload of the window. */
const limit = 2 * 1024 * 1024;
const intervalMs = 5000;
const abandonedMs = 7 * 24 * 60 * 60 * 1000;

/** Keeps a console's log in a file while the window is open, so that reloading the window does not lose it. */
export class SavedLog {
  readonly #path: string;
  readonly #read: (limit: number) => string;
  #timer: NodeJS.Timeout | undefined;

  /** @param read gives the newest part of the log as a redacted transcript */
  constructor(path: string, read: (limit: number) => string) {
    this.#path = path;
    this.#read = read;
  }

  changed(): void {
    this.#timer ??= setTimeout(() => this.flush(), intervalMs);
  }

  /** Writes at once. Synchronous, because a window that closes waits for nothing else. */
  flush(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    mkdirSync(dirname(this.#path), { recursive: true });
    writeFileSync(this.#path, this.#read(limit), { mode: 0o600 });
  }

  /** The panel was closed for good. */
  remove(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    rmSync(this.#path, { force: true });
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
    if (name.endsWith(".jsonl") && modified !== undefined && now - modified.mtimeMs > abandonedMs) await rm(path, { force: true });
  }
}
