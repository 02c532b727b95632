import type { Json } from "../model.ts";
import type { Reply } from "./reply.ts";

export interface ErrorDetail {
  readonly target: string;
  readonly message: string;
}

interface ErrorMore {
  readonly headers?: Readonly<Record<string, string>>;
  readonly details?: readonly ErrorDetail[] | null;
}

/** An answer in ARM's error form, `{"error": {code, message, details}}`. Thrown by handlers. */
export class ArmError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Null where a recorded answer has it so. */
  readonly details: readonly ErrorDetail[] | null | undefined;

  constructor(status: number, code: string, message: string, more: ErrorMore = {}) {
    super(message);
    this.name = "ArmError";
    this.status = status;
    this.code = code;
    this.headers = more.headers ?? {};
    this.details = more.details;
  }

  body(): Json {
    const details = this.details?.map(({ target, message }): Json => ({ code: "ValidationError", target, message })) ?? null;
    return { error: { code: this.code, message: this.message, ...(this.details === undefined ? {} : { details }) } };
  }
}

/** API Management's refusal of a body, each wrong field a detail. */
export function validationError(details: readonly ErrorDetail[]): ArmError {
  return new ArmError(400, "ValidationError", "One or more fields contain incorrect values:", { details });
}

/** The same for one wrong field. */
export function fieldError(target: string, message: string): ArmError {
  return validationError([{ target, message }]);
}

/** API Management's refusal of a body as a whole, without details. */
export function refusal(message: string): ArmError {
  return new ArmError(400, "ValidationError", message);
}

/** What API Management says of its own entities; `kind` as in `API`, `Operation`, `Policy`. */
export function entityNotFound(kind: string): ArmError {
  return new ArmError(404, "ResourceNotFound", `${kind} not found.`);
}

/** What Resource Manager says of a resource that it routes to a provider. */
export function resourceNotFound(type: string, name: string, resourceGroup: string): ArmError {
  const message = `The Resource '${type}/${name}' under resource group '${resourceGroup}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`;
  return new ArmError(404, "ResourceNotFound", message);
}

/** The answer to what a handler threw. Anything but an ArmError is a fault of the sandbox itself, and says so. */
export function errorReply(error: unknown): Reply {
  if (error instanceof ArmError) return { status: error.status, headers: error.headers, body: error.body() };
  const reason = error instanceof Error ? error.message : "unknown";
  return { status: 500, body: { error: { code: "InternalServerError", message: `The sandbox failed on this request: ${reason}` } } };
}
