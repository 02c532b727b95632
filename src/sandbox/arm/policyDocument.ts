import { SaxesParser } from "saxes";
import { refusal, validationError } from "./errors.ts";
import type { ArmError } from "./errors.ts";

/** Why a document is refused, and where, counted from 1. */
interface Fault {
  readonly element: string;
  readonly line: number;
  readonly column: number;
  readonly reason: string;
}

const sections = ["inbound", "backend", "outbound", "on-error"];

/** Policies the gateway runs, with the attributes they may have. Every policy may have an `id`. */
const policies: Readonly<Record<string, readonly string[]>> = {
  base: [],
  "forward-request": ["timeout", "follow-redirects", "buffer-request-body", "buffer-response", "fail-on-error-status-code"],
};

/** Switches of `forward-request` that the gateway can only leave off. */
const offOnly = ["follow-redirects", "fail-on-error-status-code"];

/** Characters of a document, as the limit of the Developer tier (512 KiB). */
const longest = 512 * 1024;

function checkPolicy(name: string, section: string, attributes: Readonly<Record<string, string>>): string | undefined {
  const known = policies[name];
  if (known === undefined) return `The sandbox cannot run '${name}'; API Management may. It runs: ${Object.keys(policies).join(", ")}.`;
  if (name === "forward-request" && section !== "backend") return "Policy is not allowed in this section.";
  const foreign = Object.keys(attributes).find((attribute) => attribute !== "id" && !known.includes(attribute));
  if (foreign !== undefined) return `The '${foreign}' attribute is not declared.`;
  const expression = Object.entries(attributes).find(([, value]) => /^\s*@[({]/.test(value) || value.includes("{{"));
  if (expression !== undefined) return `The sandbox cannot evaluate the expression or named value in '${expression[0]}'; API Management may.`;
  const on = offOnly.find((attribute) => attributes[attribute] !== undefined && attributes[attribute] !== "false");
  if (on !== undefined) return `The sandbox cannot run '${name}' with '${on}' other than false; API Management may.`;
  const timeout = attributes["timeout"];
  if (timeout !== undefined && !/^\d+$/.test(timeout)) return `The value '${timeout}' of 'timeout' is not a whole number of seconds.`;
  return undefined;
}

function checkElement(path: readonly string[], seen: ReadonlySet<string>, attributes: Readonly<Record<string, string>>): string | undefined {
  const [root = "", section = "", policy, ...deeper] = path;
  if (path.length === 1) return root === "policies" ? undefined : "The root element must be 'policies'.";
  if (path.length === 2) {
    if (!sections.includes(section)) return `The element 'policies' has invalid child element '${section}'. Expected: '${sections.join(", ")}'.`;
    return seen.has(section) ? `The section '${section}' may appear only once.` : undefined;
  }
  if (deeper.length > 0 || policy === undefined) return `The element '${policy ?? ""}' cannot contain elements.`;
  if (policy === "forward-request" && seen.has(`${section}/${policy}`)) return "Policy may appear only once in this section.";
  return checkPolicy(policy, section, attributes);
}

function firstFault(xml: string): Fault | undefined {
  const parser = new SaxesParser();
  const path: string[] = [];
  const seen = new Set<string>();
  let found: Fault | undefined;
  let start = { line: 1, column: 1 };
  const note = (reason: string | undefined, place = start): void => {
    if (reason !== undefined) found ??= { element: path.at(-1) ?? "policies", ...place, reason };
  };
  parser.on("opentagstart", ({ name }) => {
    start = { line: parser.line, column: Math.max(1, parser.column - name.length) };
  });
  parser.on("opentag", ({ name, attributes }) => {
    path.push(name);
    note(checkElement(path, seen, attributes));
    seen.add(path.slice(1).join("/"));
  });
  parser.on("closetag", () => path.pop());
  parser.on("text", (text) => {
    if (text.trim() !== "" && path.length > 0) note(`The element '${path.at(-1) ?? ""}' cannot contain text.`);
  });
  parser.on("error", (error) => note(error.message.replace(/^(?:[^:]*:)?\d+:\d+: /, ""), { line: parser.line, column: Math.max(1, parser.column) }));
  parser.write(xml).close();
  return found;
}

function describe(fault: Fault, xml: string): ArmError {
  const { element, line, column, reason } = fault;
  if (!xml.trimStart().startsWith("<")) return refusal("Data at the root level is invalid. Line 1, position 1.");
  const expression = /=\s*"\s*@[({]/.test(xml)
    ? " The sandbox does not read policy expressions yet, and not their unescaped quotes; API Management may."
    : "";
  return validationError([{ target: element, message: `Error in element '${element}' on line ${line}, column ${column}: ${reason}${expression}` }]);
}

/**
 * Checks a policy document: well formed, sections in place, and nothing the sandbox's gateway does not run.
 * @throws ArmError 400 `ValidationError` naming element, line and column
 */
export function checkPolicyDocument(xml: string): void {
  if (xml.length > longest) throw refusal(`The policy document has ${xml.length} characters; at most ${longest} are allowed.`);
  const fault = firstFault(xml);
  if (fault !== undefined) throw describe(fault, xml);
}

/** The document as the service keeps it: its line ends are CRLF. */
export function asStored(xml: string): string {
  return xml.replace(/\r\n|\r|\n/g, "\r\n");
}
