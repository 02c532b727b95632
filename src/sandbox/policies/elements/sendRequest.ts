import { everySection } from "../definition.ts";
import type { PolicyDefinition } from "../definition.ts";
import { FieldList } from "../fields.ts";
import { PolicyError } from "../run.ts";
import type { Run } from "../run.ts";
import type { TraceEntry } from "../trace.ts";
import { identityToken } from "./managedIdentity.ts";
import { readFieldChange } from "./fieldChange.ts";
import { readBodyValue } from "./setBody.ts";

/** What one call is made of. */
interface Draft {
  url: string;
  method: string;
  headers: FieldList;
  body: Uint8Array | undefined;
}

/** Headers of the caller's connection, or of its body's framing, that a copy of its request does not take along. */
const notCopied = ["host", "connection", "content-length", "transfer-encoding", "upgrade", "sec-websocket-key", "sec-websocket-version", "sec-websocket-extensions", "sec-websocket-protocol"];

/** `send-request`: a call of the policy's own; the answer, body and all, is a variable. */
export const sendRequest: PolicyDefinition = {
  sections: everySection,
  compile(element) {
    const copies = element.oneOf("mode", ["new", "copy"], "new") === "copy";
    const variable = element.requiredFixed("response-variable-name");
    const seconds = element.whole("timeout", 60, { what: "number of seconds" });
    const ignores = element.flag("ignore-error", false);
    const url = copies ? element.child("set-url", (child) => child.requiredContent()) : element.requiredChild("set-url", (child) => child.requiredContent());
    const method = element.child("set-method", (child) => child.requiredContent());
    const headers = element.children("set-header", (child) => readFieldChange(child, "header"));
    const body = element.child("set-body", readBodyValue);
    const identity = element.child("authentication-managed-identity", (child) => ({ resource: child.required("resource"), client: child.text("client-id") }));
    if (copies) element.compilation.readsRequestBody();

    const draft = (run: Run, entry: TraceEntry): Draft => {
      const made = copies ? copied(run) : { url: "", method: "GET", headers: new FieldList([]), body: undefined };
      made.url = url?.(run).trim() ?? made.url;
      made.method = method?.(run).trim().toUpperCase() ?? made.method;
      for (const change of headers) change(run, made.headers, entry);
      if (body !== undefined) made.body = body(run);
      if (identity !== undefined) made.headers.apply("Authorization", "override", [`Bearer ${identityToken(run, "send-request", identity.resource(run))}`]);
      return made;
    };
    return async (run, entry) => {
      try {
        const { url: target, method: verb, headers: fields, body: bytes } = draft(run, entry);
        entry.details.push(["request", `${verb} ${target}`]);
        const answer = await run.services.call({ url: target, method: verb, headers: fields.toHeaders(), body: bytes, timeoutMs: seconds(run) * 1000, signal: run.signal });
        entry.details.push(["answer", `${answer.statusCode} ${answer.statusReason}`.trim()]);
        run.variables.set(variable, answer);
      } catch (error) {
        if (!(error instanceof PolicyError) || !ignores(run)) throw error;
        entry.details.push(["ignored", error.message]);
        run.variables.set(variable, null);
      }
      return undefined;
    };
  },
};

function copied({ request, context }: Run): Draft {
  const kept = request.headers.all.filter(([name]) => !notCopied.includes(name.toLowerCase()));
  const { scheme, host, port, path } = context.request.url;
  const query = request.query.toQuery();
  return { url: `${scheme}://${host}:${port}${path}${query === "" ? "" : `?${query}`}`, method: request.method, headers: new FieldList(kept), body: request.body ?? request.incoming?.read(true) };
}
