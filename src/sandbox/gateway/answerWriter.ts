import type { IncomingMessage, ServerResponse } from "node:http";
import type { ResponseDraft } from "../policies/drafts.ts";
import type { FieldList } from "../policies/fields.ts";
import { endToEnd } from "./backend.ts";
import { gather } from "./gather.ts";

/** An answer of the backend's on its way to the caller. */
export interface PassedOn {
  readonly answer: IncomingMessage;
  /** Status and headers, where policies may have changed them; undefined to pass them on as they came. */
  readonly draft: ResponseDraft | undefined;
  /** Added to the backend's own. */
  readonly headers: FieldList;
  /** Whether the body is gathered, 8 KB at a time. */
  readonly buffered: boolean;
  /** Whether the gateway answers for CORS, in the place of what the backend says about it. */
  readonly ownCors: boolean;
}

/** Hands the backend's answer to the caller. A caller that goes away is for who made the request to notice. */
export function passOn(request: IncomingMessage, response: ServerResponse, { answer, draft, headers: added, buffered, ownCors }: PassedOn): void {
  const headers = draft === undefined ? endToEnd(answer.rawHeaders) : draft.headers.toHeaders();
  response.writeHead(draft?.statusCode ?? answer.statusCode ?? 500, draft?.statusReason ?? answer.statusMessage, [...(ownCors ? withoutCors(headers) : headers), ...added.toHeaders()]);
  // The head would wait for the first byte of the body, and an event stream is not open until then. A body that is there already goes with it.
  setImmediate(() => {
    if (!response.writableEnded && !buffered) {
      response.flushHeaders();
    }
  });
  answer.on("error", () => response.destroy());
  answer.once("close", () => {
    if (!answer.complete) {
      response.destroy();
    }
    request.unpipe();
    request.resume();
  });
  (buffered ? answer.pipe(gather()) : answer).pipe(response);
}

/** Writes an answer that a policy or the gateway made, or whose body was gathered. */
export function writeOwn(request: IncomingMessage, response: ServerResponse, { statusCode, statusReason, headers, body, incoming }: ResponseDraft, added: FieldList): void {
  const bytes = body ?? (incoming?.consumed === false ? incoming.read(true) : undefined) ?? new Uint8Array();
  const framing = new Set(["content-length", "transfer-encoding", "connection"]);
  const all = [...headers.all, ...added.all].filter(([name]) => !framing.has(name.toLowerCase()));
  request.unpipe();
  request.resume();
  const bodyless = statusCode === 204 || statusCode === 304;
  response.writeHead(statusCode, statusReason, [...all.flat(), ...(bodyless ? [] : ["Content-Length", String(bytes.length)])]);
  response.end(bodyless ? undefined : bytes);
}

/** The gateway has said who may read the answer. */
function withoutCors(rawHeaders: readonly string[]): string[] {
  return rawHeaders.filter((_part, index) => !/^access-control-/i.test(rawHeaders[index - (index % 2)] ?? ""));
}
