/** Why a policy document cannot be saved, and where: the element, and line and column counted from 1. */
export interface PolicyFault {
  readonly element: string;
  readonly line: number;
  readonly column: number;
  readonly reason: string;
}

/** Thrown while a document is read or one of its elements is compiled. */
export class PolicyRefused extends Error implements PolicyFault {
  readonly element: string;
  readonly line: number;
  readonly column: number;
  readonly reason: string;

  constructor(fault: PolicyFault) {
    super(`Error in element '${fault.element}' on line ${fault.line}, column ${fault.column}: ${fault.reason}`);
    this.name = "PolicyRefused";
    this.element = fault.element;
    this.line = fault.line;
    this.column = fault.column;
    this.reason = fault.reason;
  }
}

/** The words for what is legal in API Management, and not in the sandbox. */
export function cannotRun(what: string): string {
  return `The sandbox cannot run this; API Management may: ${what}`;
}
