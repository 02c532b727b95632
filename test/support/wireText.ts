import type { RecordedStep } from "./recorder.ts";
import type { Exchange } from "./spec.ts";

/** What a reader sees in place of what differs from run to run, and of secrets: longer texts before those they contain. */
export type Placeholders = readonly (readonly [text: string, placeholder: string])[];

const shownHeaders = ["if-match", "if-none-match", "content-type"];
/** Polls of a long-running operation: their number depends on the clock. */
const poll = /[?&]asyncId=|\/operation(Statuses|Results)\//i;

/**
 * What was sent for some steps, for people: method, path with its `api-version`, the headers that say something, and the body. Requests
 * of a step are sorted, since many go at the same time; polls of one address are shown once, and what was tried while its API was still
 * being made, and then sent again, is shown once too.
 */
export function wireText(steps: readonly RecordedStep[], placeholders: Placeholders): string {
  return steps.map(({ title, exchanges }) => `# ${title}\n\n${requestsText(exchanges, placeholders).trimEnd()}\n`).join("\n");
}

function requestsText(exchanges: readonly Exchange[], placeholders: Placeholders): string {
  const shown = exchanges.filter((each) => !cameTooEarly(each, exchanges)).map((each) => {
    const polls = poll.test(each.url);
    const request = requestOf(polls ? { ...each, url: withoutId(each.url) } : each, placeholders);
    return { ...request, key: polls ? request.text : undefined };
  });
  const once = shown.filter(({ key }, index) => key === undefined || shown.findIndex((other) => other.key === key) === index);
  return once
    .toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))
    .map(({ text }) => `${text}\n${text.includes("\n") ? "\n" : ""}`)
    .join("");
}

/** Whether a write was refused and then sent again with success, which depends on the clock as well. */
function cameTooEarly({ method, url, status }: Exchange, exchanges: readonly Exchange[]): boolean {
  return method === "PUT" && status >= 400 && exchanges.some((other) => other.method === method && other.url === url && other.status < 400);
}

function withoutId(url: string): string {
  return url.replace(/asyncId=[^&]+/i, "asyncId={operation}").replace(/(\/operation(?:Statuses|Results)\/)[^?]+/i, "$1{operation}");
}

interface RequestText {
  readonly method: string;
  readonly path: string;
  readonly text: string;
}

/** Reads before writes, then what is above before what is below it. */
function sortKey({ method, path, text }: RequestText): string {
  return [method === "GET" ? "0" : "1", path, text].join("\0");
}

function requestOf({ method, url, requestHeaders, requestBody }: Exchange, placeholders: Placeholders): RequestText {
  const { pathname, search } = new URL(url);
  const headers = shownHeaders.flatMap((name) => {
    const value = requestHeaders[name];
    return value === undefined ? [] : [`${name}: ${name.startsWith("if-") && value !== "*" ? "{etag}" : value}`];
  });
  const body = requestBody === undefined ? [] : [valueText(requestBody, "")];
  const replaced = (text: string): string => placeholders.reduce((shown, [from, to]) => shown.replaceAll(new RegExp(from.replaceAll(/[^\w/-]/g, "\\$&"), "gi"), to), text);
  return { method, path: pathname, text: replaced([`${method} ${decodeURIComponent(pathname + search)}`, ...headers, ...body].join("\n")) };
}

/** JSON, but a text of several lines as these lines, below `|` or, without a line end, `|-`, as YAML has it; `␍` is a carriage return. */
function valueText(value: unknown, indent: string): string {
  const inner = `${indent}  `;
  if (typeof value === "string" && value.includes("\n")) {
    const lines = value.replace(/\n$/, "").replaceAll("\r", "␍").split("\n");
    return [value.endsWith("\n") ? "|" : "|-", ...lines.map((line) => (line === "" ? "" : `${inner}${line}`))].join("\n");
  }
  if (Array.isArray(value) && value.length > 0) {
    return `[\n${value.map((each) => `${inner}${valueText(each, inner)}`).join("\n")}\n${indent}]`;
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return `{\n${Object.entries(value).map(([name, each]) => `${inner}${name}: ${valueText(each, inner)}`).join("\n")}\n${indent}}`;
  }
  return JSON.stringify(value);
}
