import type { IncomingMessage, ServerResponse } from "node:http";
import type { PolicyBody, PolicyLastError } from "../expressions/context.ts";
import type { Value } from "../expressions/value.ts";
import type { Section } from "../../apim/policies/scopes.ts";
import { textOf } from "../model.ts";
import type { RequestDraft, ResponseDraft } from "../policies/drafts.ts";
import { execute } from "../policies/execute.ts";
import { FieldList } from "../policies/fields.ts";
import { PolicyError, RunFailed } from "../policies/run.ts";
import type { DefaultAnswer, Forwarding, GatewayServices, Outcome, Run } from "../policies/run.ts";
import type { Trace, TraceEntry } from "../policies/trace.ts";
import { errorResponse } from "./answers.ts";
import type { Refusal } from "./answers.ts";
import { passOn, writeOwn } from "./answerWriter.ts";
import { endToEnd } from "./backend.ts";
import { gatheredAnswer, gatheredBody } from "./bodies.ts";
import { exchangeOf } from "./exchangeOf.ts";
import type { Exchange, Relayed } from "./exchange.ts";
import type { Pipeline } from "./pipeline.ts";
import type { RequestTarget, Route } from "./routes.ts";
import { RunContext } from "./runContext.ts";
import type { KeyCheck } from "./subscriptionKey.ts";

/** What one request runs with. */
export interface RunParts {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly target: RequestTarget;
  readonly way: Route | undefined;
  readonly key: KeyCheck | undefined;
  readonly pipeline: Pipeline;
  readonly services: GatewayServices;
  readonly trace: Trace;
  readonly idleMs: number;
  /** Sends it to the backend. A WebSocket that opens is `opened`. */
  readonly relay: (exchange: Exchange, relayed: Relayed & { readonly opened: () => void }) => void;
}

/** One request on its way through the policies, from its head to the answer's last byte handed on. */
export class PolicyRun implements Run {
  readonly variables = new Map<string, Value>();
  readonly answerHeaders = new FieldList([]);
  corsGranted = false;
  section: Section = "inbound";
  lastError: PolicyLastError | null = null;
  readonly #parts: RunParts;
  #request: RequestDraft | undefined;
  #response: ResponseDraft | undefined;
  #context: RunContext | undefined;
  #signal: AbortSignal | undefined;
  #incoming: PolicyBody | null = null;
  /** The backend's answer, its body still to come; undefined once that was gathered. */
  #answer: IncomingMessage | undefined;
  #forwarded: Forwarding | undefined;

  constructor(parts: RunParts) {
    this.#parts = parts;
  }

  get services(): GatewayServices {
    return this.#parts.services;
  }

  get trace(): Trace {
    return this.#parts.trace;
  }

  get webSocket(): boolean {
    return this.#parts.target.webSocket;
  }

  get context(): RunContext {
    if (this.#context === undefined) {
      const { request, way, key, trace, services } = this.#parts;
      const url = new URL(request.url?.startsWith("/") === true ? request.url : "/", `http://${request.headers.host ?? "127.0.0.1"}`);
      const ipAddress = (request.socket.remoteAddress ?? "").replace(/^::ffff:/i, "");
      this.#context = new RunContext(this, { instance: services.instance, way, key, url, ipAddress, requestId: trace.id, timestamp: trace.time });
    }
    return this.#context;
  }

  get request(): RequestDraft {
    const { request, target, way } = this.#parts;
    this.#request ??= {
      method: target.method,
      headers: FieldList.ofHeaders(request.rawHeaders),
      base: textOf(way?.api.properties["serviceUrl"]),
      rest: way?.rest ?? "",
      query: FieldList.ofQuery(target.query),
      incoming: this.#incoming,
      body: undefined,
    };
    return this.#request;
  }

  get response(): ResponseDraft | undefined {
    const answer = this.#answer;
    if (answer !== undefined) {
      this.#response ??= { statusCode: answer.statusCode ?? 500, statusReason: answer.statusMessage ?? "", headers: FieldList.ofHeaders(endToEnd(answer.rawHeaders)), incoming: null, body: undefined };
    }
    return this.#response;
  }

  set response(response: ResponseDraft | undefined) {
    this.#answer?.destroy();
    this.#answer = undefined;
    this.#response = response;
  }

  get signal(): AbortSignal {
    if (this.#signal === undefined) {
      const { response } = this.#parts;
      const gone = new AbortController();
      this.#signal = gone.signal;
      if (response.destroyed) gone.abort();
      response.once("close", () => gone.abort());
    }
    return this.#signal;
  }

  /** Runs the sections and answers. Never rejects. */
  async process(): Promise<void> {
    const { pipeline } = this.#parts;
    try {
      if (pipeline.readsRequestBody && !this.webSocket) this.#incoming = await gatheredBody(this.#parts.request);
      const ended = (await this.#run("inbound")) ?? (await this.#run("backend")) ?? (await this.#outbound());
      if (ended === undefined || this.response !== undefined) this.#write();
    } catch (error) {
      await this.#fail(error);
    }
  }

  /** Refuses the request before any policy ran; `on-error` has its say. */
  async refuse({ answer, ...last }: Refusal): Promise<void> {
    await this.#fail(new RunFailed({ ...last, scope: null, section: null, path: null, policyId: null }, answer));
  }

  /** The first `forward-request` counts: a further one has nothing to do. */
  forward(forwarding: Forwarding, { details }: TraceEntry): Promise<Outcome> {
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
    if (this.#forwarded !== undefined) return Promise.resolve(undefined);
    this.#forwarded = forwarding;
    const { request, response, target, way, idleMs } = this.#parts;
    const exchange = exchangeOf({ request, response, target, way, idleMs, draft: this.#request, incoming: this.#incoming, timeoutMs: forwarding.timeoutMs });
    if (exchange === undefined) throw new PolicyError("forward-request", "BackendConnectionFailure", "The API has no backend URL.");
    details.push(["request", `${exchange.method} ${exchange.backend.href}`]);
    this.#parts.relay(exchange, {
      opened: () => {
        details.push(["answer", "101, a WebSocket from here on"]);
        resolve("end");
      },
      answered: (answer) => {
        // A listener from the first moment on: what breaks while policies run is seen when the body is passed on.
        answer.on("error", () => undefined);
        this.#answer = answer;
        details.push(["answer", `${answer.statusCode ?? ""} ${answer.statusMessage ?? ""}`.trim()]);
        resolve(undefined);
      },
      failed: (reason) => reject(new PolicyError("forward-request", reason, reason === "Timeout" ? `The backend did not answer within ${forwarding.timeoutMs / 1000} s.` : "The backend could not be reached, or broke the connection.")),
    });
    return promise;
  }

  #run(section: Section): Outcome | Promise<Outcome> {
    this.section = section;
    const policies = { inbound: this.#parts.pipeline.inbound, backend: this.#parts.pipeline.backend, outbound: this.#parts.pipeline.outbound, "on-error": this.#parts.pipeline.onError }[section];
    return this.#parts.response.destroyed ? "end" : execute(policies, this);
  }

  /** Whether `outbound` runs where the backend refuses a WebSocket is not known (docs/sandbox.md): here it does not. */
  async #outbound(): Promise<Outcome> {
    const { pipeline } = this.#parts;
    if (this.webSocket || pipeline.outbound.length === 0) return undefined;
    if (pipeline.readsResponseBody) await this.#gatherResponse();
    this.#response ??= this.response ?? errorless();
    return this.#run("outbound");
  }

  async #fail(error: unknown): Promise<void> {
    const { response, pipeline } = this.#parts;
    const failed = error instanceof RunFailed ? error : unexpected(error);
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    this.response = errorResponse(failed.answer);
    this.lastError = failed.last;
    try {
      if (pipeline.onError.length > 0) await this.#run("on-error");
    } catch (again) {
      this.response = errorResponse((again instanceof RunFailed ? again : unexpected(again)).answer);
    }
    try {
      this.#write();
    } catch {
      // A header or reason that no answer can carry: what is left is the default answer, by itself.
      writeOwn(this.#parts.request, response, errorResponse(failed.answer), new FieldList([]));
    }
  }

  #write(): void {
    const { request, response } = this.#parts;
    if (response.destroyed || response.headersSent) return;
    const answer = this.#answer;
    if (answer !== undefined && this.#response?.body === undefined) {
      passOn(request, response, { answer, draft: this.#response, headers: this.answerHeaders, buffered: this.#forwarded?.buffered ?? false, ownCors: this.corsGranted });
      return;
    }
    answer?.resume();
    if (this.#forwarded !== undefined && !request.complete) response.shouldKeepAlive = false;
    writeOwn(request, response, this.#response ?? errorless(), this.answerHeaders);
  }

  async #gatherResponse(): Promise<void> {
    const draft = this.response;
    const answer = this.#answer;
    if (draft === undefined || answer === undefined) return;
    const incoming = await gatheredAnswer(answer);
    this.#answer = undefined;
    this.#response = { ...draft, incoming };
  }
}

/** What nothing answered: the caller gets an empty 200. */
function errorless(): ResponseDraft {
  return { statusCode: 200, statusReason: "OK", headers: new FieldList([]), incoming: null, body: undefined };
}

function unexpected(error: unknown): RunFailed {
  const message = error instanceof Error ? error.message : "unknown";
  const answer: DefaultAnswer = { status: 500, message: "Internal server error" };
  return new RunFailed({ source: "sandbox", reason: "SandboxFailure", message, scope: null, section: null, path: null, policyId: null }, answer);
}
