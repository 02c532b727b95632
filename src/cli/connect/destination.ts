import * as l10n from "@vscode/l10n";
import { connectionStringFor } from "../../apim/clientEndpoint.ts";
import { defaultTransport } from "../../apim/layouts/transports.ts";
import type { Integration, LayoutName } from "../../apim/model.ts";
import { checkOptions } from "../../signalr/checkOptions.ts";
import { serviceTarget } from "../../signalr/connectTarget.ts";
import type { ConnectOptions } from "../../signalr/connection.ts";
import { parseConnectionString } from "../../signalr/connectionString.ts";
import type { ConnectionString } from "../../signalr/connectionString.ts";
import type { TransportName } from "../../signalr/events.ts";
import { startUrl } from "../../signalr/hubUrl.ts";
import { Problem } from "../../signalr/problem.ts";
import type { Context } from "../context.ts";
import { asUsage, UsageProblem } from "../exit.ts";
import { integrationNamed, onlyIntegration, readPublished, serviceOf } from "../integrations.ts";
import { namesTarget, openTarget } from "../target.ts";
import { answering } from "./answers.ts";
import type { ConnectArguments } from "./options.ts";
import { readSecret } from "./secrets.ts";

export interface Destination {
  readonly connect: ConnectOptions;
  /** Of the integration it leads through, where it was asked of the control plane. */
  readonly layout?: LayoutName;
}

interface Service {
  readonly connectionString: ConnectionString;
  readonly layout?: LayoutName;
}

/** The gateway's own address, where it negotiates for its clients. */
interface NegotiatingGateway {
  readonly url: string;
  readonly layout: LayoutName;
}

/**
 * Where `connect` connects and as whom.
 * @throws UsageProblem for options that do not go together or cannot be read; Problem where the control plane refuses
 */
export async function destination(options: ConnectArguments, url: string | undefined, context: Context): Promise<Destination> {
  const common = await commonOptions(options);
  if (url !== undefined) {
    refuseWithUrl(options);
    asUsage(() => startUrl(url, options.query));
    return { connect: { ...common, url } };
  }
  const { hub } = options;
  if (hub === undefined || hub === "") {
    throw new UsageProblem({ code: "usageNoTarget", message: l10n.t("It is not said where to connect."), nextStep: l10n.t("Give the hub's URL, or --hub with its name at the service.") });
  }
  const found = await service(options, context);
  if ("url" in found) {
    return { connect: { ...common, url: found.url, ...(options.bare === true ? {} : { skipNegotiation: true }) }, layout: found.layout };
  }
  const { connectionString, layout } = found;
  const { user } = options;
  const target = asUsage(() => serviceTarget({ connectionString, hub, ...(user === undefined ? {} : { userId: user }), claims: claims(options.claim) }));
  if (layout === undefined) {
    return { connect: { ...common, ...target } };
  }
  return { connect: { ...common, ...target, transport: common.transport ?? layoutTransport(options, layout) }, layout };
}

/** Options that only WebSockets know ask for them. */
function layoutTransport({ protocol, bare, skipNegotiation, statefulReconnect }: ConnectArguments, layout: LayoutName): TransportName {
  return bare === true || skipNegotiation === true || statefulReconnect === true ? "webSockets" : defaultTransport(layout, protocol);
}

async function commonOptions(options: ConnectArguments): Promise<Omit<ConnectOptions, "url">> {
  const keyFile = options.subscriptionKeyFile;
  const key = keyFile === undefined ? process.env["APIM_SUBSCRIPTION_KEY"] : await readSecret(keyFile, "--subscription-key-file");
  const headers = Object.fromEntries([...options.header, ...(key === undefined || key === "" ? [] : [["Ocp-Apim-Subscription-Key", key]])]);
  const common: Omit<ConnectOptions, "url"> = {
    headers,
    query: options.query,
    protocol: options.protocol,
    answers: answering(options.answer),
    ...(options.transport === undefined ? {} : { transport: options.transport }),
    ...(options.statefulReconnect === true ? { statefulReconnect: true } : {}),
    ...(options.skipNegotiation === true ? { skipNegotiation: true } : {}),
    ...(options.bare === true ? { bare: true } : {}),
    ...(options.insecure === true ? { tls: { rejectUnauthorized: false } } : {}),
    ...(options.handshakeTimeout === undefined ? {} : { handshakeTimeoutMs: options.handshakeTimeout }),
    ...(options.serverTimeout === undefined ? {} : { serverTimeoutMs: options.serverTimeout }),
    ...(options.keepAlive === undefined ? {} : { keepAliveMs: options.keepAlive }),
  };
  asUsage(() => checkOptions(common));
  return common;
}

/** With a URL the app says who the user is and where the service is. */
function refuseWithUrl(options: ConnectArguments): void {
  const given = [
    options.hub === undefined ? undefined : "--hub",
    options.integration === undefined ? undefined : "--integration",
    options.connectionStringFile === undefined ? undefined : "--connection-string-file",
    options.user === undefined ? undefined : "--user",
    options.claim.length === 0 ? undefined : "--claim",
  ].filter((name) => name !== undefined);
  if (given.length > 0) {
    throw new UsageProblem({
      code: "usageConflict",
      message: l10n.t("{0} cannot go with a URL: there the app chooses the service and makes the token.", given.join(", ")),
      nextStep: l10n.t("Leave the URL out and give --hub, or leave the others out."),
    });
  }
}

/** The service to go to: from a file, the control plane, or the environment. */
async function service(options: ConnectArguments, context: Context): Promise<Service | NegotiatingGateway> {
  const { connectionStringFile: file, integration } = options;
  if (file !== undefined) {
    if (integration !== undefined) {
      throw new UsageProblem({ code: "usageConflict", message: l10n.t("--integration asks the control plane, --connection-string-file does without it."), nextStep: l10n.t("Leave one of them out.") });
    }
    const text = await readSecret(file, "--connection-string-file");
    return { connectionString: asUsage(() => parseConnectionString(text)) };
  }
  const given = process.env["SIGNALR_CONNECTION_STRING"];
  if (given !== undefined && given !== "" && integration === undefined && !namesTarget(options)) {
    return { connectionString: asUsage(() => parseConnectionString(given)) };
  }
  const target = await openTarget(options, context, ["apim"]);
  const published = await readPublished(target, context);
  const chosen = integration === undefined ? onlyIntegration(published) : integrationNamed(published, integration);
  const [url] = chosen.gatewayUrls;
  if (chosen.clientEndpoint === null && url !== undefined) {
    refuseOwnToken(options, chosen);
    return { url, layout: chosen.layout };
  }
  const { primaryConnectionString } = await target.plane.keys(serviceOf(published, chosen), context.signal);
  return { connectionString: parseConnectionString(connectionStringFor({ auth: "key", connectionString: primaryConnectionString }, chosen)), layout: chosen.layout };
}

/** @throws Problem `tokenMadeByApp` */
function refuseOwnToken({ user, claim }: ConnectArguments, { name, layout }: Integration): void {
  if (user !== undefined || claim.length > 0) {
    throw new Problem({
      code: "tokenMadeByApp",
      message: l10n.t("Through {0} (layout {1}) the app makes the token: --user and --claim have no say in it.", name, layout),
      nextStep: l10n.t("Leave them out, or give what the app goes by: --header or --query."),
    });
  }
}

/** A claim given more than once is a list. */
function claims(pairs: ConnectArguments["claim"]): Readonly<Record<string, unknown>> {
  const lists = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    lists.set(name, [...(lists.get(name) ?? []), value]);
  }
  return Object.fromEntries([...lists].map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
}
