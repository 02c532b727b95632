import { readFile } from "node:fs/promises";
import * as l10n from "@vscode/l10n";
import * as v from "valibot";
import { Problem } from "../signalr/problem.ts";
import type { Cloud } from "./controlPlane.ts";
import type { Credential } from "./credential.ts";
import { tokenCredential } from "./credential.ts";
import { isLoopback } from "./loopback.ts";

/** A control plane with its credential, and what to work on there (cli.md, `--profile`). */
export interface Profile {
  readonly cloud: Cloud;
  readonly credential: Credential;
  readonly tenantId: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  /** Name of the API Management instance. */
  readonly apim: string;
  /** Name of the SignalR Service. */
  readonly signalR: string;
  /** URL of the app server to which a connection string can be given; absent where the profile names none. */
  readonly appServerUrl?: string;
}

const httpUrl = v.pipe(v.string(), v.url(), v.regex(/^https?:\/\//, "not an http or https URL"));
const guid = v.pipe(v.string(), v.uuid());
const schema = v.object({
  version: v.literal(1),
  armEndpoint: httpUrl,
  armToken: v.pipe(v.string(), v.nonEmpty()),
  tenantId: guid,
  subscriptionId: guid,
  resourceGroup: v.pipe(v.string(), v.nonEmpty()),
  apimName: v.pipe(v.string(), v.nonEmpty()),
  signalRName: v.pipe(v.string(), v.nonEmpty()),
  appServerUrl: v.optional(httpUrl),
});

/**
 * Reads a file that holds the sandbox line.
 * @throws Problem `profileUnreadable`, which is wrong usage: nothing was sent
 */
export async function readProfile(file: string): Promise<Profile> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw unreadable(file, error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : l10n.t("it cannot be opened"));
  }
  return parseProfile(text, file);
}

/** @param source what the text was read from, for messages. @throws Problem `profileUnreadable` */
export function parseProfile(text: string, source: string): Profile {
  const json = text.replace(/^\uFEFF/, "");
  // What a sandbox printed into a file goes on with events, a line each.
  const value = parsed(json) ?? parsed(json.split("\n", 1)[0] ?? "");
  if (value === undefined) {
    throw unreadable(source, l10n.t("it is not JSON"));
  }
  const result = v.safeParse(schema, value);
  if (!result.success) {
    // Names only: the values beside them include a token.
    throw unreadable(source, l10n.t("missing or malformed: {0}", [...new Set(result.issues.map((issue) => v.getDotPath(issue) ?? l10n.t("the whole document")))].join(", ")));
  }
  const line = result.output;
  const endpoint = new URL(line.armEndpoint);
  if (endpoint.protocol === "http:" && !isLoopback(endpoint)) {
    throw unreadable(source, l10n.t("armEndpoint sends a token over plain http to another machine"));
  }
  return {
    cloud: { name: "Sandbox", resourceManager: endpoint.href.replace(/\/+$/, ""), scope: `${endpoint.origin}/.default`, scheme: endpoint.protocol === "http:" ? "http" : "https" },
    credential: tokenCredential(() => Promise.resolve(line.armToken)),
    tenantId: line.tenantId,
    subscriptionId: line.subscriptionId,
    resourceGroup: line.resourceGroup,
    apim: line.apimName,
    signalR: line.signalRName,
    ...(line.appServerUrl !== undefined && { appServerUrl: line.appServerUrl.replace(/\/+$/, "") }),
  };
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

function unreadable(source: string, why: string): Problem {
  return new Problem({
    code: "profileUnreadable",
    message: l10n.t("The profile {0} cannot be read: {1}.", source, why),
    resource: source,
    nextStep: l10n.t("Give a file with the first line that the sandbox prints with --json."),
  });
}
