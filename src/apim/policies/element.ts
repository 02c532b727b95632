/** An element of a policy document, as it is built or read. */
export interface PolicyElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Elements, and text as it reads, without escapes; comments are no children. */
  readonly children: readonly (PolicyElement | string)[];
  /** Stands in front of it, for whoever reads the document; holds no `--`. Never read back. */
  readonly comment?: string;
}

export function element(name: string, attributes: Readonly<Record<string, string>> = {}, children: readonly (PolicyElement | string)[] = []): PolicyElement {
  return { name, attributes, children };
}

export function commented(comment: string, policy: PolicyElement): PolicyElement {
  return { ...policy, comment };
}

/** The elements among the children; with a name, only those of that name. */
export function elementsIn<E extends PolicyElement>(parent: { readonly children: readonly (E | string)[] }, name?: string): readonly E[] {
  return parent.children.filter((child) => typeof child !== "string").filter((child) => name === undefined || child.name === name);
}

/** The text of an element that holds only text, without space at its ends. */
export function textIn({ children }: PolicyElement): string {
  return children.filter((child) => typeof child === "string").join("").trim();
}
