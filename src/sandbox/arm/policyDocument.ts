import { SaxesParser } from "saxes";
import { refusal, validationError } from "./errors.ts";
import type { ArmError } from "./errors.ts";
import { contentFault, elementFault } from "./policyGrammar.ts";

/** Why a document is refused, and where, counted from 1. */
interface Fault {
  readonly element: string;
  readonly line: number;
  readonly column: number;
  readonly reason: string;
}

/** Characters of a document, as the limit of the Developer tier (512 KiB). */
const longest = 512 * 1024;

interface Open {
  readonly children: string[];
  readonly place: { readonly line: number; readonly column: number };
  text: string;
}

function firstFault(xml: string, onHandshake: boolean): Fault | undefined {
  const parser = new SaxesParser();
  const path: string[] = [];
  const open: Open[] = [];
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
    note(elementFault({ path, seen, onHandshake }, attributes));
    seen.add(path.slice(1).join("/"));
    open.at(-1)?.children.push(name);
    open.push({ children: [], place: start, text: "" });
  });
  parser.on("closetag", () => {
    const closed = open.pop();
    if (closed !== undefined) note(contentFault(path, closed.children, closed.text.trim()), closed.place);
    path.pop();
  });
  const text = (part: string): void => {
    const current = open.at(-1);
    if (current !== undefined) current.text += part;
  };
  parser.on("text", text);
  parser.on("cdata", text);
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
 * @param onHandshake the document is for the handshake of a WebSocket API, which takes less
 * @throws ArmError 400 `ValidationError` naming element, line and column
 */
export function checkPolicyDocument(xml: string, onHandshake = false): void {
  if (xml.length > longest) throw refusal(`The policy document has ${xml.length} characters; at most ${longest} are allowed.`);
  const fault = firstFault(xml, onHandshake);
  if (fault !== undefined) throw describe(fault, xml);
}

/** The document as the service keeps it: its line ends are CRLF. */
export function asStored(xml: string): string {
  return xml.replace(/\r\n|\r|\n/g, "\r\n");
}
