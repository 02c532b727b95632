import type { Section } from "../../apim/policies/scopes.ts";
import type { PolicyReader } from "./policyReader.ts";
import type { PolicyScope, Step } from "./run.ts";

/** A policy of a document, ready to run. */
export interface CompiledPolicy {
  readonly name: string;
  /** The element's own `id`. */
  readonly id: string | undefined;
  readonly scope: PolicyScope;
  /** The branches it stands in, such as `choose[3]/when[2]`; null at the section's own level. */
  readonly path: string | null;
  readonly step: Step;
  /** What a `cors` policy says, also asked about preflights, for which no policy runs. */
  readonly cors: CorsRule | undefined;
  /** Skipped where the request asks for a WebSocket. */
  readonly notOnHandshake: boolean;
}

/** Who may read answers, by a `cors` policy. Lists hold `*` for anything. */
export interface CorsRule {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposed: readonly string[];
  readonly credentials: boolean;
  /** In seconds, as written. */
  readonly maxAge: string;
  /** Whether a request of another origin ends here. */
  readonly terminates: boolean;
}

/** A kind of policy. */
export interface PolicyDefinition {
  /** Where it is allowed. */
  readonly sections: readonly Section[];
  /** At most once in a section; branches may hold further ones. */
  readonly once?: true;
  /** Not in a branch of another policy. */
  readonly direct?: true;
  /** Refused on the handshake of a WebSocket API (apim-facts 3.2). */
  readonly notOnHandshake?: true;
  /**
   * Reads the element and says what it does.
   * @throws PolicyRefused for what is wrong with it
   */
  compile(element: PolicyReader): Step | { readonly step: Step; readonly cors: CorsRule };
}

export const everySection: readonly Section[] = ["inbound", "backend", "outbound", "on-error"];
