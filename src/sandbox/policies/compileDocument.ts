import type { Section } from "../../apim/policies/scopes.ts";
import type { Expression } from "../expressions/expression.ts";
import type { CompiledPolicy, PolicyDefinition } from "./definition.ts";
import { everySection } from "./definition.ts";
import { definitions, refusals } from "./definitions.ts";
import type { NamedValues } from "./expand.ts";
import type { PolicyFormat } from "./expressionSpans.ts";
import { cannotRun, PolicyRefused } from "./fault.ts";
import type { PolicyFault } from "./fault.ts";
import { numbered, PolicyReader } from "./policyReader.ts";
import { positions } from "./positions.ts";
import type { PolicyScope } from "./run.ts";
import { readPolicy } from "./source.ts";
import type { SourceElement } from "./source.ts";

/** What a document is compiled for. */
export interface DocumentPlace {
  readonly scope: PolicyScope;
  /** It belongs to the handshake of a WebSocket API, which takes less (apim-facts 3.2). */
  readonly onHandshake: boolean;
  readonly values: NamedValues;
}

/** A section's policies; `base` stands for what the scope above does. */
export type CompiledSection = readonly (CompiledPolicy | "base")[];

export interface CompiledDocument {
  /** Sections that are not there are inherited whole. */
  readonly sections: ReadonlyMap<Section, CompiledSection>;
  readonly readsRequestBody: boolean;
  readonly readsResponseBody: boolean;
}

/**
 * Compiles a policy document.
 * @returns what is wrong with it, each element's first fault, in the order of the document; or the document
 */
export function compileDocument(raw: string, format: PolicyFormat, place: DocumentPlace): CompiledDocument | readonly PolicyFault[] {
  const faults: PolicyFault[] = [];
  const compiler = new DocumentCompiler(raw, place, faults);
  try {
    const document = compiler.document(readPolicy(raw, format));
    return faults.length === 0 ? document : faults;
  } catch (error) {
    if (!(error instanceof PolicyRefused)) throw error;
    return [...faults, error];
  }
}

class DocumentCompiler {
  readonly #raw: string;
  readonly #place: DocumentPlace;
  readonly #faults: PolicyFault[];
  readonly #reads = { requestBody: false, responseBody: false };
  readonly #position: ReturnType<typeof positions>;

  constructor(raw: string, place: DocumentPlace, faults: PolicyFault[]) {
    this.#raw = raw;
    this.#place = place;
    this.#faults = faults;
    this.#position = positions(raw);
  }

  document(root: SourceElement): CompiledDocument {
    if (root.name !== "policies") this.#note(root, "The root element must be 'policies'.");
    else if (root.content.text.trim() !== "") this.#note(root, "The element 'policies' cannot contain text.");
    const sections = new Map<Section, CompiledSection>();
    for (const child of root.name === "policies" ? root.children : []) {
      const section = everySection.find((name) => name === child.name);
      if (section === undefined) this.#note(child, `The element 'policies' has invalid child element '${child.name}'. List of possible elements expected: '${everySection.join(", ")}'.`);
      else if (sections.has(section)) this.#note(child, `The section '${section}' may appear only once.`);
      else sections.set(section, this.#section(section, child));
    }
    return { sections, readsRequestBody: this.#reads.requestBody, readsResponseBody: this.#reads.responseBody };
  }

  #section(section: Section, source: SourceElement): CompiledSection {
    if (source.content.text.trim() !== "") this.#note(source, `The element '${section}' cannot contain text.`);
    const seen = new Set<string>();
    return source.children.flatMap((child): CompiledSection => {
      if (child.name === "base") {
        new PolicyReader(child, this.#compilation(section), () => "base").finish();
        return ["base"];
      }
      const definition = definitions.get(child.name);
      if (definition?.once === true && seen.has(child.name)) this.#note(child, "Policy may appear only once in this section.");
      seen.add(child.name);
      return this.#policy(section, child, null, source.children);
    });
  }

  /** The policy, or none where it is refused: the fault is noted, so that all of a document are told at once. */
  #policy(section: Section, source: SourceElement, path: string | null, siblings: readonly SourceElement[]): readonly CompiledPolicy[] {
    const definition = definitions.get(source.name);
    if (definition === undefined) {
      this.#note(source, source.name === "base" ? "Policy is not allowed in this section." : cannotRun(refusals.get(source.name) ?? `the policy '${source.name}'.`));
      return [];
    }
    const wrongPlace = this.#wrongPlace(section, source.name, definition, path);
    if (wrongPlace !== undefined) {
      this.#note(source, wrongPlace);
      return [];
    }
    const own = (): string => `${path === null ? "" : `${path}/`}${numbered(source, siblings)}`;
    try {
      const reader = new PolicyReader(source, this.#compilation(section), own);
      const id = reader.fixed("id");
      const compiled = definition.compile(reader);
      reader.finish();
      const { step, cors } = typeof compiled === "function" ? { step: compiled, cors: undefined } : compiled;
      return [{ name: source.name, id, scope: this.#place.scope, path, step, cors, notOnHandshake: definition.notOnHandshake === true }];
    } catch (error) {
      if (!(error instanceof PolicyRefused)) throw error;
      this.#faults.push(error);
      return [];
    }
  }

  #wrongPlace(section: Section, name: string, { sections, direct, notOnHandshake }: PolicyDefinition, path: string | null): string | undefined {
    if (!sections.includes(section)) return "Policy is not allowed in this section.";
    if (direct === true && path !== null) return cannotRun(`'${name}' in a branch.`);
    return notOnHandshake === true && this.#place.onHandshake ? `Policy '${name}' is not allowed on the onHandshake operation of a WebSocket API.` : undefined;
  }

  #compilation(section: Section): PolicyReader["compilation"] {
    return {
      raw: this.#raw,
      position: this.#position,
      values: this.#place.values,
      compiled: ({ reads }: Expression) => {
        this.#reads.requestBody ||= reads.requestBody;
        this.#reads.responseBody ||= reads.responseBody;
      },
      readsRequestBody: () => (this.#reads.requestBody = true),
      policies: (children, path) => children.flatMap((child) => this.#policy(section, child, path, children)),
    };
  }

  #note({ name, line, column }: SourceElement, reason: string): void {
    this.#faults.push({ element: name, line, column, reason });
  }
}
