import * as l10n from "@vscode/l10n";
import { everySection, policy, textPart } from "./entry.ts";
import type { PolicyEntry } from "./entry.ts";

/** Policies that change the request or the answer (apim-facts 3.3; attributes also by the schemas of microsoft/vscode-apimanagement). */

const existsAction = "exists-action:override|skip|append|delete=override";

export const setHeader = policy("set-header", l10n.t("Sets, adds to or deletes a header: of the request in inbound and backend, of the answer in outbound and on-error."), everySection, `name! ${existsAction}`, { parts: [textPart("value", "any")] });
export const setBody = policy("set-body", l10n.t("Replaces the body of the request or of the answer. Reading a body in an expression uses it up unless preserveContent is true."), everySection, "template:none|liquid xsi-nil:blank|null parse-date:bool html-decode-expression:bool", { text: true, notOnHandshake: true });
export const setMethod = policy("set-method", l10n.t("Changes the HTTP method of the request to the backend."), everySection, "", { text: true, notOnHandshake: true });
export const setStatus = policy("set-status", l10n.t("Changes status code and reason of the answer."), everySection, "code!:# reason");

export const messagePolicies: readonly PolicyEntry[] = [
  setHeader,
  setBody,
  setMethod,
  setStatus,
  policy("set-query-parameter", l10n.t("Sets, adds to or deletes a query parameter of the request to the backend."), ["inbound", "backend"], `name! ${existsAction}`, { parts: [textPart("value", "any")] }),
  policy("set-backend-service", l10n.t("Sends the request to another backend than the API's own: a URL, or a backend entity by its id."), ["inbound", "backend"], "base-url backend-id sf-partition-key sf-replica-type:primary|secondary sf-resolve-condition sf-service-instance-name sf-listener-name dapr-app-id dapr-method dapr-namespace", { oneOf: ["base-url", "backend-id", "dapr-app-id"] }),
  policy("rewrite-uri", l10n.t("Gives the request another path and query below the backend's URL. An expression has to be the whole value."), ["inbound"], "template! copy-unmatched-params:bool=true"),
  policy("find-and-replace", l10n.t("Replaces a text in the body."), everySection, "from! to!"),
  policy("redirect-content-urls", l10n.t("Lets links in the body point to the gateway in the place of the backend."), ["inbound", "outbound"]),
  policy("xml-to-json", l10n.t("Turns a body of XML into JSON."), ["inbound", "outbound", "on-error"], "kind!:javascript-friendly|direct apply!:always|content-type-xml consider-accept-header:bool preserve-whitespace-nodes:bool empty-values:preserve|as-null trim-values:bool always-array-child-elements:bool=false", { notOnHandshake: true }),
  policy("json-to-xml", l10n.t("Turns a body of JSON into XML."), ["inbound", "outbound", "on-error"], "apply!:always|content-type-json consider-accept-header:bool parse-date:bool attribute-block-name attribute-prefix namespace-block-name namespace-separator namespace-prefix invalid-character-replacement null-values trim-values:bool empty-values:preserve|as-null", { notOnHandshake: true }),
  policy("xsl-transform", l10n.t("Applies an XSL stylesheet to the body."), ["inbound", "outbound"], "", { notOnHandshake: true, nameOnly: true }),
  policy("jsonp", l10n.t("Wraps the answer for callers that use JSONP."), ["outbound"], "callback-parameter-name!", { notOnHandshake: true }),
];
