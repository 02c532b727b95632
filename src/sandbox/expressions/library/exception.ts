import { Instance } from "../instance.ts";

/** A System.Exception that a policy made or caught. */
export class ExceptionValue extends Instance {
  readonly typeName = "Exception";
  /** The .NET type it is, which may be one that policies cannot name. */
  readonly exception: string;
  readonly message: string;

  constructor(exception: string, message: string) {
    super();
    this.exception = exception;
    this.message = message;
  }

  override text(): string {
    return `System.${this.exception}: ${this.message}`;
  }
}
