import { ArmError } from "./errors.ts";

const resources = ["2021-04-01", "2022-09-01", "2024-03-01", "2024-11-01", "2025-04-01"];
const subscriptions = ["2020-01-01", "2021-01-01", "2022-12-01"];

/** `api-version`s of each provider; what the pinned SDKs send by default is among them. */
const providers: Readonly<Record<string, readonly string[]>> = {
  "Microsoft.ApiManagement": ["2022-08-01", "2024-05-01"],
  "Microsoft.SignalRService": ["2023-02-01", "2024-03-01"],
  "Microsoft.KeyVault": ["2022-07-01", "2023-07-01"],
  "Microsoft.ResourceGraph": ["2021-03-01", "2022-10-01", "2024-04-01"],
};

/** Resource types below the providers, for the message about any other. */
export const servedTypes = [
  "Microsoft.ApiManagement/service with apis, operations, policies, revisions, releases, products, tags, backends, diagnostics, subscriptions and namedValues",
  "Microsoft.SignalRService/signalR with listKeys and regenerateKey",
  "Microsoft.KeyVault/vaults with secrets",
  "Microsoft.ResourceGraph/resources",
];

/** The provider the path names last, spelled as registered; undefined where the sandbox has no such provider. */
export function namespaceOf(path: string): string | undefined {
  const named = /^.*\/providers\/([^/]+)/i.exec(path)?.[1]?.toLowerCase();
  return Object.keys(providers).find((namespace) => namespace.toLowerCase() === named);
}

/**
 * @returns the version
 * @throws ArmError 400 when it is missing, or not one this path's provider has
 */
export function checkApiVersion(path: string, version: string | undefined): string {
  if (version === undefined || version === "") {
    throw new ArmError(400, "MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests.");
  }
  const namespace = namespaceOf(path);
  const supported = providers[namespace ?? ""] ?? (/\/resourcegroups(\/|$)/i.test(path) ? resources : subscriptions);
  if (supported.includes(version)) return version;
  if (namespace === undefined) {
    throw new ArmError(
      400,
      "InvalidApiVersionParameter",
      `The api-version '${version}' is invalid. The supported versions are '${supported.join(",")}'.`,
    );
  }
  const type = /\/providers\/[^/]+\/([^/]+)/i.exec(path)?.[1] ?? "";
  const message = `The resource type '${type}' could not be found in the namespace '${namespace}' for api version '${version}'.`;
  throw new ArmError(400, "InvalidResourceType", `${message} The supported api-versions are '${supported.join(",")}'.`);
}
