import * as l10n from "@vscode/l10n";
import * as v from "valibot";
import { clientUrl } from "../signalr/clientUrl.ts";
import { parseConnectionString } from "../signalr/connectionString.ts";
import type { ConnectionString } from "../signalr/connectionString.ts";
import { redactUrl } from "../signalr/redact.ts";
import { clientOfService } from "./clientOfService.ts";
import type { ServiceAccess } from "./serviceSide.ts";
import type { ConsoleTarget } from "./target.ts";

const key = v.object({ endpoint: v.string(), hub: v.string() });

/** What a panel's state keeps of such a target: enough to ask for its string again. */
export type ConnectionStringKey = v.InferOutput<typeof key>;

/** Makes the person's Entra token, which is secret, for the service at that URL. */
export type EntraTokens = (serviceUrl: string) => Promise<string>;

/**
 * A hub at the service a connection string names. The string stays in memory. One without a key (`AuthType=azure…`) stands for the
 * person's own identity, whichever it names: the app's cannot be had here.
 * @throws Problem naming the part that is missing or malformed
 */
export function connectionStringTarget(text: string, hub: string, entraTokens?: EntraTokens): ConsoleTarget {
  const connectionString = parseConnectionString(text);
  const url = redactUrl(clientUrl(connectionString, hub));
  return {
    ...describeConnectionString({ endpoint: connectionString.endpoint, hub }),
    address: url,
    resolve: async (choices, signal) => clientOfService(accessTo(connectionString, hub, choices.entra, entraTokens), choices, signal),
    service: (_signal, entra) => Promise.resolve(accessTo(connectionString, hub, entra, entraTokens)),
  };
}

function accessTo(given: ConnectionString, hub: string, entra = false, entraTokens?: EntraTokens): ServiceAccess {
  const { accessKey, ...keyless } = given;
  if (entraTokens === undefined || (accessKey !== undefined && !entra)) return { connectionString: given, hub };
  return { connectionString: { ...keyless, authType: "azure" }, hub, entraToken: () => entraTokens(given.serverEndpoint ?? given.endpointUrl) };
}

/** What is known of the target without its string. */
export function describeConnectionString(known: ConnectionStringKey): Pick<ConsoleTarget, "kind" | "title" | "address" | "key"> {
  const { endpoint, hub } = known;
  const host = URL.canParse(endpoint) ? new URL(endpoint).host : endpoint;
  return { kind: "connectionString", title: `${host} ▸ ${l10n.t("hub {0}", hub)}`, address: endpoint, key: JSON.stringify({ endpoint, hub }) };
}

/** The key's parts; undefined where it is none. */
export function readConnectionStringKey(text: string): ConnectionStringKey | undefined {
  try {
    const result = v.safeParse(key, JSON.parse(text));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}
