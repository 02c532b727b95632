import * as l10n from "@vscode/l10n";
import * as v from "valibot";
import type { ArmResource, ResourcePath } from "../../apim/model.ts";
import { isCancelled, Problem } from "../../signalr/problem.ts";
import type { PlaneSubject } from "../subject.ts";

const text = v.fallback(v.optional(v.string()), undefined);
const number = v.fallback(v.optional(v.number()), undefined);
const flag = v.fallback(v.optional(v.boolean()), undefined);
const texts = v.fallback(v.array(v.string()), []);
function listOf<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.fallback(v.array(v.object(entries)), []);
}

const requestTypes = v.object({ allow: texts, deny: texts });
const endpoints = listOf({ properties: v.fallback(v.optional(v.object({ privateLinkServiceConnectionState: v.fallback(v.optional(v.object({ status: text })), undefined) })), undefined) });
const sku = v.fallback(v.optional(v.object({ name: text, tier: text, capacity: number })), undefined);

/** What ARM says of an instance beyond what discovery keeps (apim-facts 1.2); what is odd is left out. */
const instanceSchema = v.object({
  sku,
  location: text,
  properties: v.object({
    provisioningState: text,
    virtualNetworkType: text,
    publicNetworkAccess: text,
    disableGateway: flag,
    enableClientCertificate: flag,
    privateEndpointConnections: endpoints,
    hostnameConfigurations: listOf({ type: text, hostName: text, negotiateClientCertificate: flag, certificate: v.fallback(v.optional(v.object({ expiry: text })), undefined) }),
    additionalLocations: listOf({ location: text, disableGateway: flag }),
  }),
});

/** The same of a SignalR Service (apim-facts 4). */
const serviceSchema = v.object({
  sku,
  kind: text,
  location: text,
  properties: v.object({
    provisioningState: text,
    publicNetworkAccess: text,
    resourceStopped: text,
    privateEndpointConnections: endpoints,
    disableLocalAuth: flag,
    features: listOf({ flag: text, value: text }),
    cors: v.fallback(v.optional(v.object({ allowedOrigins: texts })), undefined),
    upstream: v.fallback(v.optional(v.object({ templates: listOf({ urlTemplate: text }) })), undefined),
    tls: v.fallback(v.optional(v.object({ clientCertEnabled: flag })), undefined),
    networkACLs: v.fallback(
      v.optional(v.object({
        defaultAction: text,
        publicNetwork: v.fallback(v.optional(requestTypes), undefined),
        ipRules: listOf({ value: text, action: text }),
      })),
      undefined,
    ),
  }),
});

/** How many private endpoints were asked for and are not approved: nothing goes through them (Microsoft.Network, `privateLinkServiceConnectionState`). */
export function waitingEndpoints(connections: InstanceFacts["properties"]["privateEndpointConnections"]): number {
  return connections.filter(({ properties }) => /^pending$/i.test(properties?.privateLinkServiceConnectionState?.status ?? "")).length;
}

export type InstanceFacts = v.InferOutput<typeof instanceSchema>;
export type ServiceFacts = v.InferOutput<typeof serviceSchema>;

/** What the probes of the control plane share: each resource is read once. */
export class PlaneReadings {
  readonly #subject: PlaneSubject;
  readonly #abort = new AbortController();
  #instance: Promise<InstanceFacts> | undefined;
  #service: Promise<ServiceFacts> | undefined;

  constructor(subject: PlaneSubject) {
    this.#subject = subject;
  }

  /** @throws Problem; Cancelled */
  instance(): Promise<InstanceFacts> {
    const { plane, instance } = this.#subject;
    this.#instance ??= plane.whole(instance, this.#abort.signal).then((answer) => understood(instanceSchema, answer, instance.id));
    return this.#instance;
  }

  /** @throws Problem; Cancelled */
  service(): Promise<ServiceFacts> {
    const { plane, service } = this.#subject;
    if (service === undefined) {
      throw new Problem({ code: "serviceNotFound", message: l10n.t("The service is none that you can see.") });
    }
    this.#service ??= plane.whole(service, this.#abort.signal).then((answer) => understood(serviceSchema, answer, service.id));
    return this.#service;
  }

  /** What is logged of calls of the instance, and of the given APIs. @throws Problem; Cancelled */
  async diagnostics(apis: readonly ResourcePath[]): Promise<readonly ArmResource[]> {
    const { plane, instance } = this.#subject;
    return plane.diagnostics(instance, apis, this.#abort.signal);
  }

  end(): void {
    this.#abort.abort();
  }
}

function understood<Schema extends v.GenericSchema>(schema: Schema, answer: unknown, resource: string): v.InferOutput<Schema> {
  const read = v.safeParse(schema, answer);
  if (read.success) {
    return read.output;
  }
  throw new Problem({ code: "answerUnreadable", message: l10n.t("Azure answered in a form that is not known: {0}.", read.issues.map((issue) => v.getDotPath(issue) ?? issue.message).join(", ")), resource });
}

/** What the control plane did not tell, as its words; what was cancelled is thrown on. */
export function refusal(error: unknown): Problem {
  if (isCancelled(error) || !(error instanceof Problem)) {
    throw error;
  }
  return error;
}
