/** An exception of .NET on its way out of an expression; where it happened is known to the machine. */
export class Thrown extends Error {
  /** The .NET type, such as `FormatException`. */
  readonly exception: string;

  constructor(exception: string, message: string) {
    super(message);
    this.name = "Thrown";
    this.exception = exception;
  }
}

export function nullReference(): Thrown {
  return new Thrown("NullReferenceException", "Object reference not set to an instance of an object.");
}

export function nullArgument(parameter: string): Thrown {
  return new Thrown("ArgumentNullException", `Value cannot be null. (Parameter '${parameter}')`);
}

/** What real API Management may do and the sandbox learns only while the expression runs that it cannot. */
export function notHere(what: string): Thrown {
  return new Thrown("SandboxLimit", `The sandbox cannot run this; API Management may: ${what}.`);
}
