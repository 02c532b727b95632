import type { PolicyContext, PolicyLastError, PolicyResponse } from "../expressions/context.ts";
import type { Value } from "../expressions/value.ts";
import type { InstanceModel } from "../model.ts";
import type { Section } from "../../apim/policies/scopes.ts";
import type { RequestDraft, ResponseDraft } from "./drafts.ts";
import type { FieldList } from "./fields.ts";
import type { OpenIdKeys } from "./openId.ts";
import type { Trace, TraceEntry } from "./trace.ts";

/** Where a policy document hangs, in the words of `context.LastError.Scope`. */
export type PolicyScope = "global" | "product" | "api" | "operation";

/** `end`: the request is answered (or a WebSocket by now), and no further policy runs. */
export type Outcome = "end" | undefined;

/** What one policy does. */
export type Step = (run: Run, entry: TraceEntry) => Outcome | Promise<Outcome>;

/** What `forward-request` asks for. */
export interface Forwarding {
  /** How long the backend may take to answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether the answer's body is gathered on its way. */
  readonly buffered: boolean;
}

/** A request that a policy makes by itself. */
export interface OwnCall {
  readonly url: string;
  readonly method: string;
  /** Name, value, name, value …. */
  readonly headers: readonly string[];
  readonly body: Uint8Array | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** What policies need of the gateway beyond the request they run for. */
export interface GatewayServices {
  readonly instance: InstanceModel;
  /**
   * Calls an address of this machine. Redirects are not followed.
   * @throws PolicyError when it cannot be reached or does not answer in time, or is not of this machine
   */
  call(call: OwnCall): Promise<PolicyResponse>;
  readonly counters: Counters;
  /** OpenID configurations that were fetched, by address, and when in milliseconds. */
  readonly documents: Map<string, { readonly at: number; readonly keys: OpenIdKeys }>;
  /** What the instance's managed identity gets for a resource; undefined where it has none. A secret. */
  readonly identityToken: string | undefined;
}

/** Counts calls by key, for limits of rate and quota. */
export interface Counters {
  /** When each of the calls came that count within the last `windowMs`, oldest first. */
  recent(key: string, windowMs: number): readonly number[];
  add(key: string, count: number): void;
  /** The time they go by, in milliseconds. */
  now(): number;
}

/** One request on its way through the policies. */
export interface Run {
  readonly context: PolicyContext;
  readonly variables: Map<string, Value>;
  readonly request: RequestDraft;
  /** The answer, once there is one; in `on-error` the one the caller would get without that section. */
  response: ResponseDraft | undefined;
  /** Headers that any answer to the caller gets, whoever it comes from. */
  readonly answerHeaders: FieldList;
  /** The gateway has said who may read the answer, in the place of what the backend says about it. */
  corsGranted: boolean;
  readonly section: Section;
  /** The request asks to become a WebSocket. */
  readonly webSocket: boolean;
  readonly services: GatewayServices;
  readonly trace: Trace;
  /** Aborted when the caller went away. */
  readonly signal: AbortSignal;
  /** Hands the request on. Resolves when the backend has answered, or the request became a WebSocket. */
  forward(forwarding: Forwarding, entry: TraceEntry): Promise<Outcome>;
}

/** What the caller gets where no `on-error` section says otherwise. */
export interface DefaultAnswer {
  readonly status: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A policy or a step of the gateway failed or refused: `context.LastError`, and the answer to the caller (apim-facts 2.2). */
export class PolicyError extends Error {
  readonly source: string;
  readonly reason: string;
  readonly answer: DefaultAnswer;

  constructor(source: string, reason: string, message: string, answer: DefaultAnswer = { status: 500, message: "Internal server error" }) {
    super(message);
    this.name = "PolicyError";
    this.source = source;
    this.reason = reason;
    this.answer = answer;
  }
}

/** A failure on its way to `on-error`, with what is known of where it happened. */
export class RunFailed extends Error {
  readonly last: PolicyLastError;
  readonly answer: DefaultAnswer;

  constructor(last: PolicyLastError, answer: DefaultAnswer) {
    super(last.message);
    this.name = "RunFailed";
    this.last = last;
    this.answer = answer;
  }
}
