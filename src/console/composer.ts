import * as l10n from "@vscode/l10n";
import * as v from "valibot";
import { Problem } from "../signalr/problem.ts";
import { redactText } from "../signalr/redact.ts";
import { parseArguments, parseValues } from "./actions.ts";
import { draft as draftSchema } from "./draft.ts";
import type { Draft } from "./draft.ts";
import type { Memory } from "./memory.ts";
import { ParseProblem } from "./parseProblem.ts";
import { parseRawHex, parseRawText } from "./rawText.ts";
import { expand } from "./variables.ts";
import type { Expanded } from "./variables.ts";

const historyLength = 50;
const historyKey = "console history";
const draftsKey = "console drafts";
/** Consoles whose drafts are kept for the next window: more are seldom open, and those of closed ones go with time. */
const keptDrafts = 20;
/** After the last key, in milliseconds: what is kept is written whole. */
const draftPauseMs = 300;
const drafts = v.array(v.object({ id: v.string(), draft: draftSchema }));
const emptyDraft: Draft = { mode: "invoke", target: "", text: "" };

/** What is being written and what was sent, and how typed text is read. */
export class Composer {
  readonly #memory: Memory;
  readonly #id: string;
  #draft: Draft;
  #history: readonly Draft[];
  #timer: NodeJS.Timeout | undefined;

  /** @param id of the panel, the same over a reload of the window */
  constructor(memory: Memory, id: string) {
    this.#memory = memory;
    this.#id = id;
    this.#draft = this.#drafts().find((kept) => kept.id === id)?.draft ?? emptyDraft;
    const known = v.safeParse(v.array(draftSchema), memory.get(historyKey));
    this.#history = known.success ? known.output : [];
  }

  get draft(): Draft {
    return this.#draft;
  }
  set draft(draft: Draft) {
    this.#draft = draft;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#keepDraft(), draftPauseMs).unref();
  }

  /** What still waits to be kept is kept now. */
  dispose(): void {
    if (this.#timer !== undefined) this.#keepDraft();
  }

  /** What was sent, oldest first, each once. */
  get history(): readonly Draft[] {
    return this.#history;
  }

  /** It was sent: it is the draft now, and the newest of the history. What is kept for the next window holds no secrets. */
  sent(draft: Draft): void {
    const text = JSON.stringify(draft);
    this.draft = draft;
    this.#history = [...this.#history.filter((other) => JSON.stringify(other) !== text), draft].slice(-historyLength);
    this.#memory.set(historyKey, this.#history.map(withoutSecrets));
  }

  #keepDraft(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const others = this.#drafts().filter(({ id }) => id !== this.#id);
    this.#memory.set(draftsKey, [...others, { id: this.#id, draft: withoutSecrets(this.#draft) }].slice(-keptDrafts));
  }

  #drafts(): v.InferOutput<typeof drafts> {
    const known = v.safeParse(drafts, this.#memory.get(draftsKey));
    return known.success ? known.output : [];
  }
}

function withoutSecrets(draft: Draft): Draft {
  return { ...draft, text: redactText(draft.text), ...(draft.items !== undefined && { items: redactText(draft.items) }) };
}

/**
 * The arguments as typed.
 * @throws ParseProblem with the place in what was typed
 */
export function readArguments(typed: string, user: string): readonly unknown[] {
  return read(expand(typed, user, "json"), parseArguments);
}

/** One JSON value; empty text gives undefined. @throws ParseProblem */
export function readValue(typed: string, user: string): unknown {
  const values = read(expand(typed, user, "json"), parseValues);
  if (values.length <= 1) return values[0];
  throw new ParseProblem({ code: "usageValue", message: l10n.t("This is more than one value."), nextStep: l10n.t("Put a list in brackets.") }, 0);
}

/** The items of an upload, one JSON value a line. @throws ParseProblem */
export function readItems(typed: string, user: string): readonly unknown[] {
  let at = 0;
  return typed.split("\n").flatMap((line) => {
    const begin = at;
    at += line.length + 1;
    if (line.trim() === "") return [];
    try {
      return [readValue(line, user)];
    } catch (error) {
      throw error instanceof ParseProblem ? new ParseProblem(error.details, begin + error.offset) : error;
    }
  });
}

/** @throws ParseProblem */
export function readRaw(typed: string, user: string, form: "rawText" | "rawHex"): Uint8Array {
  return read(expand(typed, user, "raw"), form === "rawHex" ? parseRawHex : parseRawText);
}

/** @throws Problem `usageTarget` */
export function readTarget(target: string): string {
  if (target.trim() !== "") return target.trim();
  throw new Problem({ code: "usageTarget", message: l10n.t("The method's name is missing."), nextStep: l10n.t("Name the hub method to call, as in broadcastMessage.") });
}

/** Reads a draft as sending would, without sending it. @throws ParseProblem */
export function checkDraft({ mode, text, items }: Draft): void {
  if (mode === "rawText" || mode === "rawHex") readRaw(text, "", mode);
  else if (mode === "clientResult") readValue(text, "");
  else readArguments(text, "");
  if (mode === "upload") readItems(items ?? "", "");
}

function read<Value>(expanded: Expanded, parse: (text: string) => Value): Value {
  try {
    return parse(expanded.text);
  } catch (error) {
    throw error instanceof ParseProblem ? new ParseProblem(error.details, expanded.origin(error.offset)) : error;
  }
}
