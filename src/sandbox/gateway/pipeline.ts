import type { Section } from "../../apim/policies/scopes.ts";
import { textOf } from "../model.ts";
import type { ApiEntity, Entity, InstanceModel, JsonObject, OperationEntity, ProductEntity } from "../model.ts";
import { compileDocument } from "../policies/compileDocument.ts";
import type { CompiledDocument } from "../policies/compileDocument.ts";
import type { CompiledPolicy, CorsRule } from "../policies/definition.ts";
import { namedValueOf } from "../policies/namedValues.ts";
import { PolicyError } from "../policies/run.ts";
import type { PolicyScope } from "../policies/run.ts";
import { isWebSocketApi } from "./routes.ts";

/** The policies in effect for a request, each `base` replaced by what the scope above does (apim-facts 3.1). */
export interface Pipeline {
  readonly inbound: readonly CompiledPolicy[];
  readonly backend: readonly CompiledPolicy[];
  readonly outbound: readonly CompiledPolicy[];
  readonly onError: readonly CompiledPolicy[];
  /** Those asked about preflights, in order. */
  readonly cors: readonly CorsRule[];
  readonly readsRequestBody: boolean;
  readonly readsResponseBody: boolean;
}

/** An instance whose service scope says nothing still hands requests on. */
const implicit: JsonObject = { format: "rawxml", value: "<policies><backend><forward-request /></backend></policies>" };

interface Compiled {
  readonly document: CompiledDocument;
  /** The named values it was compiled with, and what they were then. */
  readonly used: ReadonlyMap<string, string | undefined>;
}

const compiled = new WeakMap<JsonObject, Compiled>();
const pipelines = new WeakMap<ApiEntity | OperationEntity | InstanceModel, { readonly documents: readonly (CompiledDocument | undefined)[]; readonly pipeline: Pipeline }>();

/** @param product the one whose subscription the caller used */
export function pipelineOf(instance: InstanceModel, api: ApiEntity | undefined, operation: OperationEntity | undefined, product: ProductEntity | undefined): Pipeline {
  const onHandshake = api !== undefined && isWebSocketApi(api);
  const documentOf = (policy: Entity | undefined, scope: PolicyScope): CompiledDocument | undefined => (policy === undefined ? undefined : read(instance, policy.properties, scope, onHandshake && scope === "operation"));
  const documents = [documentOf(operation?.policy, "operation"), documentOf(api?.policy, "api"), documentOf(product?.policy, "product"), documentOf(instance.policy ?? { id: "policy", etag: "", properties: implicit }, "global")];
  const holder = operation ?? api ?? instance;
  const known = pipelines.get(holder);
  if (known !== undefined && known.documents.every((document, index) => document === documents[index])) return known.pipeline;
  const pipeline = joined(documents);
  pipelines.set(holder, { documents, pipeline });
  return pipeline;
}

function joined(documents: readonly (CompiledDocument | undefined)[]): Pipeline {
  const inbound = effective(documents, "inbound");
  return {
    inbound,
    backend: effective(documents, "backend"),
    outbound: effective(documents, "outbound"),
    onError: effective(documents, "on-error"),
    cors: inbound.flatMap(({ cors }) => cors ?? []),
    readsRequestBody: documents.some((document) => document?.readsRequestBody === true),
    readsResponseBody: documents.some((document) => document?.readsResponseBody === true),
  };
}

/** @param documents narrowest scope first */
function effective(documents: readonly (CompiledDocument | undefined)[], section: Section): readonly CompiledPolicy[] {
  const [own, ...wider] = documents;
  if (documents.length === 0) return [];
  const policies = own?.sections.get(section);
  return policies === undefined ? effective(wider, section) : policies.flatMap((policy) => (policy === "base" ? effective(wider, section) : [policy]));
}

/** The control plane refuses a document that does not compile when it is saved; what a named value's change broke since fails every request. */
function read(instance: InstanceModel, properties: JsonObject, scope: PolicyScope, onHandshake: boolean): CompiledDocument {
  const known = compiled.get(properties);
  if (known !== undefined && [...known.used].every(([name, value]) => namedValueOf(instance, name) === value)) return known.document;
  const used = new Map<string, string | undefined>();
  const values = (name: string): string | undefined => {
    const value = namedValueOf(instance, name);
    used.set(name, value);
    return value;
  };
  const result = compileDocument(textOf(properties["value"]), properties["format"] === "xml" ? "xml" : "rawxml", { scope, onHandshake, values });
  const document = "sections" in result ? result : failing(scope, result[0]?.reason ?? "");
  compiled.set(properties, { document, used });
  return document;
}

function failing(scope: PolicyScope, reason: string): CompiledDocument {
  const step = (): never => {
    throw new PolicyError("configuration", "PolicyInvalid", reason);
  };
  const policy: CompiledPolicy = { name: "policies", id: undefined, scope, path: null, step, cors: undefined, notOnHandshake: false };
  return { sections: new Map([["inbound", [policy]]]), readsRequestBody: false, readsResponseBody: false };
}
