import type { Deployment } from "./deployment.ts";

/** Words of a name, so that each language writes it its own way: `pathPrefix`, `path_prefix`. */
export type Words = readonly string[];

/** What someone who deploys the code decides or has to tell. */
export interface Parameter {
  readonly words: Words;
  readonly type: "string" | "bool";
  /** Stands in the code, for whoever deploys it; never translated. */
  readonly description: string;
  /** A safe value where none is given. */
  readonly fallback?: string | boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly secret?: true;
  /** What the plan was made for, for the example of a parameter file; absent for secrets. */
  readonly example?: string | boolean;
}

export const names = {
  apim: ["apim", "name"],
  signalR: ["signalR", "name"],
  signalRGroup: ["signalR", "resource", "group"],
  prefix: ["path", "prefix"],
  subscription: ["subscription", "required"],
  gateway: ["gateway", "url"],
} satisfies Record<string, Words>;

/** The parameters that every form has. How the SignalR Service is named differs between them. */
export function commonParameters({ plan, prefix, requireSubscriptionKey, gatewayUrl, resources }: Deployment): { readonly apim: Parameter; readonly others: readonly Parameter[] } {
  const webSocket = resources.some(({ kind, properties }) => kind === "api" && properties["type"] === "websocket");
  return {
    apim: {
      words: names.apim,
      type: "string",
      description: `Name of the API Management instance. ${webSocket ? "It must be of a tier with WebSocket APIs: not Consumption." : "Not of the Consumption tier, which does not carry Server-Sent Events."}`,
      minLength: 1,
      maxLength: 50,
      example: plan.instance.name,
    },
    others: [
      {
        words: names.prefix,
        type: "string",
        description: plan.layout === "gatewayNegotiate" ? "Suffix of the API, without slashes at its ends." : "What stands before client in the suffixes of the APIs, without slashes at its ends; empty for nothing.",
        fallback: prefix,
        ...(plan.layout === "gatewayNegotiate" && { minLength: 1 }),
        maxLength: 383,
      },
      { words: names.subscription, type: "bool", description: "Whether clients need a subscription key of the instance.", fallback: requireSubscriptionKey },
      ...(gatewayUrl === undefined ? [] : [{ words: names.gateway, type: "string", description: "Address of the gateway that clients use: a custom domain, without a slash at its end.", example: gatewayUrl, minLength: 1 } as const]),
      ...secretsOf(resources).map((id): Parameter => ({ words: secretWords(id, resources), type: "string", description: `Value of the secret named value ${id}.`, secret: true, minLength: 1 })),
    ],
  };
}

function secretsOf(resources: Deployment["resources"]): readonly string[] {
  return resources.filter(({ kind, properties }) => kind === "namedValue" && properties["secret"] === true).map(({ names: [id = ""] }) => id);
}

/** One secret is simply the app's key; several are told apart by number. */
export function secretWords(id: string, resources: Deployment["resources"]): Words {
  const all = secretsOf(resources);
  return all.length < 2 ? ["app", "key"] : ["app", "key", String(all.indexOf(id) + 1)];
}

/** What the gateway's address begins with, and what the address of a WebSocket there begins with. */
export function schemes({ instance }: Deployment["plan"]): { readonly http: string; readonly ws: string } {
  return instance.gatewayUrl.startsWith("http://") ? { http: "http://", ws: "ws://" } : { http: "https://", ws: "wss://" };
}
