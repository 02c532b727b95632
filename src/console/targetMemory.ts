import * as l10n from "@vscode/l10n";
import * as v from "valibot";
import { Problem } from "../signalr/problem.ts";
import { MASK, redactHeaders, redactUrl } from "../signalr/redact.ts";
import { connectChoices } from "./connectChoices.ts";
import type { ConnectChoices } from "./connectChoices.ts";
import { answerRule } from "./draft.ts";
import type { AnswerRule } from "./draft.ts";
import type { Memory } from "./memory.ts";

const remembered = v.object({ userId: v.string(), choices: connectChoices });
type Pair = [name: string, value: string];

/** What was chosen last for one target. Values of secret headers and parameters live here and nowhere else. */
export class TargetMemory {
  readonly #memory: Memory;
  readonly #key: string;
  readonly #secrets = new Map<string, string>();
  #userId = "";
  /** With secrets masked. */
  #choices: ConnectChoices | undefined;
  #rules: readonly AnswerRule[];

  /** @param key the target's `key` */
  constructor(memory: Memory, key: string) {
    this.#memory = memory;
    this.#key = key;
    const known = v.safeParse(remembered, memory.get(`console target ${key}`));
    if (known.success) ({ userId: this.#userId, choices: this.#choices } = known.output);
    const rules = v.safeParse(v.array(answerRule), memory.get(`console answers ${key}`));
    this.#rules = rules.success ? rules.output : [];
  }

  get userId(): string {
    return this.#userId;
  }

  /** As they may be shown: secret values are `***`. Undefined where nothing was chosen yet. */
  get choices(): ConnectChoices | undefined {
    return this.#choices;
  }

  get rules(): readonly AnswerRule[] {
    return this.#rules;
  }
  set rules(rules: readonly AnswerRule[]) {
    this.#rules = rules;
    this.#memory.set(`console answers ${this.#key}`, rules);
  }

  /**
   * Remembers choices and gives them back with every secret in its place.
   * @throws Problem `secretForgotten` for a masked value that is not known (any more)
   */
  take(userId: string, choices: ConnectChoices): ConnectChoices {
    const headers = choices.headers.map((pair) => this.#unmask("header", pair));
    const query = choices.query.map((pair) => this.#unmask("query", pair));
    this.#userId = userId;
    this.#choices = { ...choices, headers: headers.map((pair) => this.#mask("header", pair)), query: query.map((pair) => this.#mask("query", pair)) };
    // A certificate nobody trusts is accepted for this session, not for ever.
    this.#memory.set(`console target ${this.#key}`, { userId, choices: { ...this.#choices, insecure: false } });
    return { ...choices, headers, query };
  }

  #mask(where: "header" | "query", [name, value]: Pair): Pair {
    if (!isSecret(where, name, value)) return [name, value];
    this.#secrets.set(`${where} ${name.toLowerCase()}`, value);
    return [name, MASK];
  }

  #unmask(where: "header" | "query", [name, value]: Pair): Pair {
    if (value !== MASK) return [name, value];
    const known = this.#secrets.get(`${where} ${name.toLowerCase()}`);
    if (known !== undefined) return [name, known];
    throw new Problem({
      code: "secretForgotten",
      message: l10n.t("The value of {0} has to be given again.", name),
      likelyCause: l10n.t("It is secret, and secrets are not remembered."),
    });
  }
}

function isSecret(where: "header" | "query", name: string, value: string): boolean {
  if (where === "header") return Object.values(redactHeaders({ [name]: value })).some((shown) => shown !== value);
  const url = `http://x/?${new URLSearchParams([[name, value]]).toString()}`;
  return redactUrl(url) !== url;
}
