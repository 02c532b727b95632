import * as l10n from "@vscode/l10n";
import { Problem } from "../signalr/problem.ts";
import { cloudAt } from "./cloudMetadata.ts";
import type { Cloud } from "./controlPlane.ts";

/** Azure's public clouds (apim-facts 7). Host names of services and gateways are never made from these: ARM says them. */
const clouds: Readonly<Record<string, Cloud>> = {
  AzureCloud: cloud("AzureCloud", "https://management.azure.com", "https://login.microsoftonline.com"),
  AzureChinaCloud: cloud("AzureChinaCloud", "https://management.chinacloudapi.cn", "https://login.chinacloudapi.cn"),
  AzureUSGovernment: cloud("AzureUSGovernment", "https://management.usgovcloudapi.net", "https://login.microsoftonline.us"),
};

export const cloudNames: readonly string[] = Object.keys(clouds);

/**
 * A cloud by its name, or by the URL of its Resource Manager, which is asked then.
 * @throws Problem `cloudUnknown`, `cloudUnreadable`
 */
export async function namedCloud(nameOrUrl: string): Promise<Cloud> {
  return /^https?:/i.test(nameOrUrl) ? cloudAt(nameOrUrl) : cloudOf(nameOrUrl);
}

/** @throws Problem `cloudUnknown` */
export function cloudOf(name: string): Cloud {
  const found = clouds[name];
  if (found === undefined) {
    throw new Problem({
      code: "cloudUnknown",
      message: l10n.t('There is no cloud "{0}".', name),
      nextStep: l10n.t("Use one of {0}, or the URL of a Resource Manager.", cloudNames.join(", ")),
    });
  }
  return found;
}

function cloud(name: string, resourceManager: string, authority: string): Cloud {
  return { name, resourceManager, scope: `${resourceManager}/.default`, authority, scheme: "https" };
}
