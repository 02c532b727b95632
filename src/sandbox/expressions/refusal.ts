/** Why an expression cannot be compiled, with the index into its raw text. */
export class Refusal extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.name = "Refusal";
    this.at = at;
  }
}

/** Legal C# that the sandbox has no part for. */
export function outside(what: string, at: number): Refusal {
  return new Refusal(`The sandbox cannot run this; API Management may: ${what}.`, at);
}
