/** What went wrong, told for the person who has to do something about it. */
export interface ProblemDetails {
  /** Stable identifier in camelCase, or the service's own code as it spelled it (`ValidationError`). */
  readonly code: string;
  /** One or two sentences: what failed and why. Never holds a key, token or connection string. */
  readonly message: string;
  /** The ARM path, URL or file the failure is about. */
  readonly resource?: string;
  /** The most likely cause in plain words. */
  readonly likelyCause?: string;
  /** What to do next. */
  readonly nextStep?: string;
  /** The service's request or correlation id, for a support ticket. */
  readonly requestId?: string;
  /** The HTTP status where an answer was received. */
  readonly status?: number;
}

/** The one error type that crosses rooms: everything a reader needs, and nothing secret. */
export class Problem extends Error {
  readonly details: ProblemDetails;

  constructor(details: ProblemDetails, options?: ErrorOptions) {
    super(details.message, options);
    this.name = "Problem";
    this.details = details;
  }

  get code(): string {
    return this.details.code;
  }
}

/** Thrown when the person (or a signal) stopped an operation. Cancelling is not an error and is never shown as one. */
export class Cancelled extends Error {
  constructor(message = "Cancelled.") {
    super(message);
    this.name = "Cancelled";
  }
}

/** Whether `error` says that the work was stopped on purpose, by us or by a web API given our signal. */
export function isCancelled(error: unknown): boolean {
  return error instanceof Cancelled || (error instanceof Error && error.name === "AbortError");
}
