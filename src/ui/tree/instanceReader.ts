import * as v from "valibot";
import type { ApiContents, ArmResource, Instance, InstanceContents, Integration, JsonObject, SignalRService } from "../../apim/model.ts";
import { isOffline } from "../../azure/offline.ts";
import { Problem } from "../../signalr/problem.ts";
import type { InstanceRead, Recognition } from "./levels.ts";
import type { InstanceNode } from "./nodes.ts";

/** Keeps a text for each instance of an account over reloads of the window. */
export interface TextStore {
  load(accountId: string, instanceId: string): Promise<string>;
  save(accountId: string, instanceId: string, text: string): Promise<void>;
}

export interface InstanceReaderOptions {
  readonly store: TextStore;
  readonly looksLikeOurs: (api: ApiContents["api"]) => boolean;
  readonly recognise: (instance: Instance, contents: InstanceContents, services: readonly SignalRService[]) => readonly Integration[];
  /** The clock; for tests. */
  readonly now?: () => number;
}

type Held = Pick<InstanceRead, "integrations" | "others"> & { readonly at: number };

/**
 * What is on an instance: as it is now, and as it was read last where Azure cannot be asked, so that being offline leaves the rows usable.
 * What is kept on disk holds no policy, named value or product, which may hold secrets.
 */
export class InstanceReader implements Recognition {
  readonly #options: InstanceReaderOptions;
  readonly #held = new Map<string, Held>();

  constructor(options: InstanceReaderOptions) {
    this.#options = options;
  }

  /** @throws Problem where nothing is known, or what was known must not be shown any more; Cancelled */
  async read(node: InstanceNode, signal: AbortSignal): Promise<InstanceRead> {
    const { account, instance } = node;
    const { problem } = account.inventory;
    // One request was enough to know it: each instance need not find out by itself.
    if (problem !== undefined && isOffline(problem)) {
      const known = await this.#known(node);
      if (known !== undefined) return { ...known, stale: { at: known.at, problem } };
    }
    try {
      const read = await this.#readNow(node, signal);
      this.#held.set(nameOf(node), read);
      if (account.kind === "azure") await this.#options.store.save(account.id, instance.id, JSON.stringify({ version, ...plain(read) })).catch(() => undefined);
      return { integrations: read.integrations, others: read.others };
    } catch (error) {
      if (!(error instanceof Problem) || saysNoMore(error)) throw error;
      const before = await this.#known(node);
      if (before === undefined) throw error;
      return { ...before, stale: { at: before.at, problem: error } };
    }
  }

  async #readNow({ account, instance, services }: InstanceNode, signal: AbortSignal): Promise<Held> {
    const { looksLikeOurs, recognise, now = () => Date.now() } = this.#options;
    const contents = await (await account.controlPlane()).contents(instance, looksLikeOurs, signal);
    const integrations = recognise(instance, contents, services);
    const ours = new Set(integrations.flatMap(({ apis }) => apis.map(({ api }) => api.path)));
    const others = contents.apis.map(({ api }) => api).filter((api) => !ours.has(api.path) && api.properties["isCurrent"] !== false);
    return { integrations, others, at: now() };
  }

  async #known(node: InstanceNode): Promise<Held | undefined> {
    const known = this.#held.get(nameOf(node)) ?? parsed(await this.#options.store.load(node.account.id, node.instance.id).catch(() => ""));
    if (known !== undefined) this.#held.set(nameOf(node), known);
    return known;
  }
}

function nameOf({ account, instance }: InstanceNode): string {
  return `${account.id} ${instance.id.toLowerCase()}`;
}

/** Who may not read it, or whose instance is gone, is not shown what was there. */
function saysNoMore({ details: { code, status } }: Problem): boolean {
  return code === "signedOut" || [401, 403, 404].includes(status ?? 0);
}

const version = 1;
const texts = v.array(v.string());
const resource = v.custom<ArmResource>((value) => v.is(v.object({ path: v.string(), properties: v.record(v.string(), v.unknown()) }), value));
const integration = v.custom<Integration>((value) => v.is(v.looseObject({ name: v.string(), layout: v.string(), signalR: v.string(), signalREndpoint: v.string(), state: v.string(), origin: v.string(), clientEndpoint: v.nullable(v.string()), gatewayUrls: texts, cors: texts, hubs: texts, findings: v.array(v.object({ code: v.string(), resource: v.string(), message: v.string() })), apis: v.array(v.object({ api: resource, operations: v.array(resource), policies: v.array(resource) })) }), value));
const file = v.object({ version: v.literal(version), at: v.number(), integrations: v.array(integration), others: v.array(resource) });

/** Undefined for anything but what this version wrote. */
function parsed(text: string): Held | undefined {
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), file), text);
  return read.success ? { at: read.output.at, integrations: read.output.integrations, others: read.output.others } : undefined;
}

function plain({ integrations, others, at }: Held): Held {
  return { at, others: others.map(shown), integrations: integrations.map((each) => ({ ...each, findings: each.findings.map((finding) => ({ ...finding, message: withoutQueries(finding.message) })), ...(each.appNegotiate && { appNegotiate: { ...each.appNegotiate, url: withoutQueries(each.appNegotiate.url) } }), apis: each.apis.map(({ api, operations }) => ({ api: shown(api), operations: operations.map(shown), policies: [] })) })) };
}

const shownProperties: ReadonlySet<string> = new Set(["displayName", "path", "type", "protocols", "subscriptionRequired", "isCurrent", "apiRevision", "method", "urlTemplate", "serviceUrl"]);

/** What rows show of it; a backend's URL may have a secret in its query. */
function shown({ path, properties }: ArmResource): ArmResource {
  const kept: JsonObject = Object.fromEntries(Object.entries(properties).filter(([name]) => shownProperties.has(name)));
  const { serviceUrl } = kept;
  return { path, properties: { ...kept, ...(typeof serviceUrl === "string" && { serviceUrl: withoutQueries(serviceUrl) }) } };
}

/** Whatever follows a question mark in a URL, in any text. */
function withoutQueries(text: string): string {
  return text.replaceAll(/(:\/\/[^\s?]*)\?\S*?(?=[,.;]?(?:\s|$))/g, "$1");
}
