import * as vscode from "vscode";
import { cloudOf, namedCloud } from "../../azure/clouds.ts";
import type { Cloud } from "../../azure/controlPlane.ts";

/** The cloud that people sign in to, and which of VS Code's authentication providers does it. */
export interface ConfiguredCloud {
  readonly cloud: Cloud;
  readonly provider: "microsoft" | "microsoft-sovereign-cloud";
}

/** The last one that was asked of a Resource Manager, so that each look at the settings sends nothing. */
let asked: { readonly url: string; readonly cloud: Promise<Cloud> } | undefined;

/**
 * The cloud of the person's own settings. A workspace has no say in it: it would choose who gets the token.
 * @throws Problem `cloudUnreadable`
 */
export async function configuredCloud(): Promise<ConfiguredCloud> {
  const environment = own("microsoft-sovereign-cloud", "environment");
  const provider = environment === undefined || environment === "" ? "microsoft" : "microsoft-sovereign-cloud";
  const url = text(own("signalrApim", "azure.resourceManager")) ?? (environment === "custom" ? text(resourceManagerOf(own("microsoft-sovereign-cloud", "customEnvironment"))) : undefined);
  if (url !== undefined) return { cloud: await ask(url), provider };
  const names: Readonly<Record<string, string>> = { ChinaCloud: "AzureChinaCloud", USGovernment: "AzureUSGovernment" };
  return { cloud: cloudOf(names[String(environment)] ?? "AzureCloud"), provider };
}

function ask(url: string): Promise<Cloud> {
  if (asked?.url === url) return asked.cloud;
  const cloud = namedCloud(url);
  const mine = { url, cloud };
  asked = mine;
  cloud.catch(() => {
    if (asked === mine) asked = undefined;
  });
  return cloud;
}

/** A setting as the person made it for themselves. */
function own(section: string, name: string): unknown {
  return vscode.workspace.getConfiguration(section).inspect(name)?.globalValue;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

function resourceManagerOf(environment: unknown): unknown {
  return typeof environment === "object" && environment !== null && "resourceManagerEndpointUrl" in environment ? environment.resourceManagerEndpointUrl : undefined;
}
