import { Instance } from "../instance.ts";

/** One of the parts of `context` that are there once: what they hold is in the machine that runs the expression. */
export class ContextPart extends Instance {
  readonly typeName: string;

  constructor(typeName: string) {
    super();
    this.typeName = typeName;
  }
}

export const contextValue = new ContextPart("IProxyRequestContext");
