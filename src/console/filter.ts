import * as l10n from "@vscode/l10n";
import { ParseProblem } from "./parseProblem.ts";
import { directions, isFailure, recordKinds, recordText } from "./record.ts";
import type { LogRecord } from "./record.ts";
import { readTerms } from "./filterTerms.ts";
import type { Term } from "./filterTerms.ts";
import { compileRegex } from "./regex.ts";

/** Whether a record is shown. Never throws. */
export type Filter = (record: LogRecord) => boolean;

/** A record beside its text, which is only made when a term asks for it. */
interface Subject {
  readonly record: LogRecord;
  readonly text: () => string;
}
type Test = (subject: Subject) => boolean;

/**
 * Reads a filter of one line: terms separated by spaces, all of which have to hold; `-` before a term turns it round.
 * `kind:a,b`, `direction:sent|received|local`, `target:part`, `id:invocationId`, `error:yes|no`, `connection:1,2`, `marked:yes|no`, `/regular expression/i`,
 * and plain or "quoted" text, which is looked for in the record without regard to case. Empty text shows everything.
 * @throws ParseProblem `usageFilter` with the position of the term that cannot be read.
 */
export function parseFilter(text: string, isMarked: (seq: number) => boolean = () => false): Filter {
  const tests = readTerms(text).map((term): Test => {
    const test = compile(term, isMarked);
    return term.negated ? (subject) => !test(subject) : test;
  });
  return (record) => {
    let held: string | undefined;
    const subject = { record, text: () => (held ??= searchable(record)) };
    return tests.every((test) => test(subject));
  };
}

/**
 * A text in lower case, ASCII only, that every record holds which the filter lets through: in its bytes, or in what its members say.
 * @throws ParseProblem as `parseFilter`
 */
export function textNeeded(filter: string): string | undefined {
  const texts = readTerms(filter).filter((term) => term.type === "text" && !term.negated).map(({ value }) => value.toLowerCase());
  return texts.filter((text) => /^[ -~]+$/.test(text)).toSorted((a, b) => b.length - a.length)[0];
}

function compile(term: Term, isMarked: (seq: number) => boolean): Test {
  if (term.type === "regex") {
    const pattern = compileRegex(term.value, term.flags, term.at);
    return (subject) => pattern.test(subject.text());
  }
  const wanted = term.value.toLowerCase();
  if (term.type === "text") return (subject) => subject.text().toLowerCase().includes(wanted);
  switch (term.key) {
    case "kind": {
      const kinds = choices(term, recordKinds);
      return ({ record }) => kinds.has(record.kind);
    }
    case "direction": {
      const wantedDirections = choices(term, directions);
      return ({ record }) => wantedDirections.has(record.direction);
    }
    case "error": {
      const failed = choices(term, ["yes", "no"]).has("yes");
      return ({ record }) => isFailure(record) === failed;
    }
    case "marked": {
      const marked = choices(term, ["yes", "no"]).has("yes");
      return ({ record }) => isMarked(record.seq) === marked;
    }
    case "connection": {
      const sessions = new Set(term.value.split(","));
      return ({ record }) => sessions.has(String(record.session ?? 1));
    }
    case "target":
      return ({ record }) => (record.members.target ?? "").toLowerCase().includes(wanted);
    case "id":
    default:
      return ({ record }) => record.members.invocationId === term.value;
  }
}

function choices<Choice extends string>(term: Term, all: readonly Choice[]): ReadonlySet<Choice> {
  const chosen = new Set<Choice>();
  for (const word of term.value.split(",")) {
    const choice = all.find((candidate) => candidate.toLowerCase() === word.toLowerCase());
    if (choice === undefined) {
      throw new ParseProblem(
        {
          code: "usageFilter",
          message: l10n.t('"{0}" is none of: {1}.', word, all.join(", ")),
          nextStep: l10n.t("Put the term in quotes to look for it as text."),
        },
        term.at,
      );
    }
    chosen.add(choice);
  }
  return chosen;
}

function searchable(record: LogRecord): string {
  const { error, url, reason } = record.members;
  return [recordText(record) ?? anyText(record), url, error, reason].filter((part) => part !== undefined).join("\n");
}

const anyUtf8 = new TextDecoder();

/** The texts in a binary record stand in it as they are. */
function anyText({ data }: LogRecord): string | undefined {
  return data === undefined ? undefined : anyUtf8.decode(data);
}
