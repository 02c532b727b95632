import type { InstanceModel } from "../model.ts";
import { compileDocument } from "../policies/compileDocument.ts";
import { expand } from "../policies/expand.ts";
import { expressionSpans } from "../policies/expressionSpans.ts";
import type { PolicyFormat } from "../policies/expressionSpans.ts";
import { namedValueOf } from "../policies/namedValues.ts";
import { PolicyRefused } from "../policies/fault.ts";
import type { PolicyScope } from "../policies/run.ts";
import { refusal, validationError } from "./errors.ts";

/** Characters of a document, as the limit of the Developer tier (512 KiB). */
const longest = 512 * 1024;

export interface PolicyPlace {
  readonly instance: InstanceModel;
  readonly scope: PolicyScope;
  /** The document is for the handshake of a WebSocket API, which takes less. */
  readonly onHandshake: boolean;
}

/**
 * Checks a policy document: well formed, sections in place, named values there, and nothing the sandbox's gateway does not run.
 * @throws ArmError 400 `ValidationError` naming element, line and column of each fault
 */
export function checkPolicyDocument(xml: string, format: PolicyFormat, { instance, scope, onHandshake }: PolicyPlace): void {
  if (xml.length > longest) throw refusal(`The policy document has ${xml.length} characters; at most ${longest} are allowed.`);
  if (!xml.trimStart().replace(/^\uFEFF/, "").startsWith("<")) throw refusal("Data at the root level is invalid. Line 1, position 1.");
  const result = compileDocument(xml, format, { scope, onHandshake, values: (name) => namedValueOf(instance, name) });
  if ("sections" in result) return;
  throw validationError(result.map((fault) => ({ target: fault.element, message: new PolicyRefused(fault).message })));
}

/** The document as the service keeps it: its line ends are CRLF. */
export function asStored(xml: string): string {
  return xml.replace(/\r\n|\r|\n/g, "\r\n");
}

/**
 * The document in a format: the two differ in how expressions are written, with entities or as they are (apim-facts 1.7). That `rawxml` gives
 * back without entities what was sent as `rawxml` with them is not known for certain.
 * @param kept the format it was sent in
 */
export function inFormat(xml: string, kept: PolicyFormat, wanted: PolicyFormat): string {
  let text = "";
  let at = 0;
  for (const { start, end, literal } of expressionSpans(xml, kept).spans) {
    if (literal) continue;
    const source = expand(xml.slice(start, end), true, () => undefined).text;
    text += xml.slice(at, start) + (wanted === "xml" ? escaped(source) : source);
    at = end;
  }
  return text + xml.slice(at);
}

function escaped(source: string): string {
  return source.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
