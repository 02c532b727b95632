import { readFile, rename, rm, writeFile } from "node:fs/promises";
import * as l10n from "@vscode/l10n";
import * as v from "valibot";
import { Problem } from "../signalr/problem.ts";
import type { SandboxModel } from "./model.ts";
import { fromState, toState } from "./modelState.ts";
import { moveOrigins } from "./ports.ts";
import type { Ports } from "./ports.ts";

/** What a sandbox is besides its open connections. Holds keys and tokens. */
export interface SandboxState {
  readonly ports: Ports;
  readonly armToken: string;
  /** The one the app was given last. */
  readonly appConnectionString: string;
  readonly model: SandboxModel;
}

const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));
const fileSchema = v.object({
  version: v.literal(1),
  ports: v.object({ arm: port, gateway: port, service: port, app: port }),
  armToken: v.pipe(v.string(), v.minLength(16)),
  appConnectionString: v.string(),
  model: v.unknown(),
});

/**
 * Reads a state file; undefined where there is none yet.
 * @param moveTo where the parts will listen, when that is not where they did: addresses in what was published move along
 * @throws Problem `stateUnreadable` when it cannot be read or is not a state file. The file is left as it is.
 */
export async function readState(file: string, moveTo: Ports | undefined): Promise<SandboxState | undefined> {
  try {
    const text = await readFile(file, "utf8");
    const read = v.parse(fileSchema, JSON.parse(text));
    const { ports, armToken, appConnectionString, model } = moveTo === undefined ? read : v.parse(fileSchema, JSON.parse(moveOrigins(text, read.ports, moveTo)));
    return { ports: moveTo ?? ports, armToken, appConnectionString, model: fromState(model) };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      return undefined;
    }
    throw new Problem({
      code: "stateUnreadable",
      message: l10n.t("The sandbox's state file cannot be read: {0}", reason(error)),
      resource: file,
      likelyCause: l10n.t("It is not a state file, was written by another version, or belongs to another user."),
      nextStep: l10n.t("Move the file away to start afresh, or name another with --state. It was not changed."),
    });
  }
}

/** A parser's own words may quote the file, and with it a key: only where it stopped is told. */
function reason(error: unknown): string {
  if (v.isValiError(error)) {
    return l10n.t("{0} is missing or wrong.", v.getDotPath(error.issues[0]) ?? l10n.t("its content"));
  }
  return error instanceof SyntaxError || !(error instanceof Error) ? l10n.t("it is not JSON.") : error.message;
}

/** Writes the state some time after it changed, and at the end. */
export interface StateWriter {
  changed(): void;
  /** Writes what is not written yet. Throws Problem `stateNotWritten` when that fails. */
  flush(): Promise<void>;
}

/**
 * @param state asked for at each writing
 * @param failed told when a writing in between failed; the next one tries again
 */
export function createStateWriter(file: string, state: () => SandboxState, failed: (problem: Problem) => void): StateWriter {
  let timer: NodeJS.Timeout | undefined;
  let dirty = false;
  let last: Promise<void> = Promise.resolve();

  const writeAfter = async (before: Promise<void>): Promise<void> => {
    await before.catch(() => undefined);
    if (!dirty) {
      return;
    }
    dirty = false;
    try {
      await replaceFile(file, serialize(state()));
    } catch (error) {
      dirty = true;
      throw asProblem(file, error);
    }
  };
  const write = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    last = writeAfter(last);
    return last;
  };

  return {
    changed(): void {
      dirty = true;
      timer ??= setTimeout(() => void write().catch((error: unknown) => failed(asProblem(file, error))), 50);
    },
    flush: write,
  };
}

function serialize(state: SandboxState): string {
  return `${JSON.stringify({ version: 1, ...state, model: toState(state.model) }, undefined, 1)}\n`;
}

/** Whole or not at all, and readable by its owner only from the first byte. */
async function replaceFile(file: string, text: string): Promise<void> {
  const next = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(next, text, { mode: 0o600, flush: true });
    await rename(next, file);
  } catch (error) {
    await rm(next, { force: true });
    throw error;
  }
}

function asProblem(file: string, error: unknown): Problem {
  if (error instanceof Problem) {
    return error;
  }
  return new Problem(
    {
      code: "stateNotWritten",
      message: l10n.t("The sandbox's state could not be written: {0}", error instanceof Error ? error.message : String(error)),
      resource: file,
      nextStep: l10n.t("Check that the folder exists and can be written to."),
    },
    { cause: error },
  );
}
