/** A place in a policy document; both count from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The expression cannot be saved: wrong as C# is, or legal there but outside what the sandbox runs (the message says which). */
export class ExpressionRefused extends Error implements Position {
  readonly line: number;
  readonly column: number;

  constructor(message: string, { line, column }: Position) {
    super(message);
    this.name = "ExpressionRefused";
    this.line = line;
    this.column = column;
  }
}

/** The expression threw while it ran; `message` is what .NET's exception says, as `context.LastError.Message` shows it. */
export class ExpressionFailed extends Error implements Position {
  readonly line: number;
  readonly column: number;
  /** The .NET type of the exception, such as `NullReferenceException`. */
  readonly exception: string;

  constructor(exception: string, message: string, { line, column }: Position) {
    super(message);
    this.name = "ExpressionFailed";
    this.exception = exception;
    this.line = line;
    this.column = column;
  }
}
