import * as vscode from "vscode";
import { connectionStringTarget, describeConnectionString } from "../../console/connectionStringTarget.ts";
import type { ConnectionStringKey, EntraTokens } from "../../console/connectionStringTarget.ts";
import type { ConsoleTarget } from "../../console/target.ts";
import { checkHubName } from "../../signalr/hubName.ts";
import { parseConnectionString } from "../../signalr/connectionString.ts";
import { Cancelled } from "../../signalr/problem.ts";
import { problemText } from "../problemText.ts";

/** Asks for a connection string, kept in the secret storage, and a hub; undefined when the person gave up. */
export async function askForConnectionString(secrets: vscode.SecretStorage, entraTokens: EntraTokens): Promise<ConsoleTarget | undefined> {
  const text = await askString();
  if (text === undefined) return undefined;
  const hub = await vscode.window.showInputBox({
    title: vscode.l10n.t("Open a console with a connection string"),
    prompt: vscode.l10n.t("The hub's name at the service: the hub class in lower case, such as chat"),
    ignoreFocusOut: true,
    validateInput: (typed) => complaint(() => checkHubName(typed.trim())),
  });
  if (hub === undefined) return undefined;
  await secrets.store(secretName(parseConnectionString(text).endpoint), text);
  return connectionStringTarget(text, hub.trim(), entraTokens);
}

/** The target of a console that came back with the window: its string is read, or asked for, when it connects. */
export function restoredConnectionString(key: ConnectionStringKey, secrets: vscode.SecretStorage, entraTokens: EntraTokens): ConsoleTarget {
  let known: string | undefined;
  const target = async (): Promise<ConsoleTarget> => {
    known ??= (await secrets.get(secretName(key.endpoint))) ?? (await askString());
    if (known === undefined) throw new Cancelled();
    await secrets.store(secretName(key.endpoint), known);
    return connectionStringTarget(known, key.hub, entraTokens);
  };
  return {
    ...describeConnectionString(key),
    resolve: async (choices, signal) => await (await target()).resolve(choices, signal),
    service: async (signal, entra) => {
      const service = (await target()).service;
      if (service === undefined) throw new Cancelled();
      return await service(signal, entra);
    },
  };
}

function askString(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t("Open a console with a connection string"),
    prompt: vscode.l10n.t("The service's connection string; it is kept in VS Code's secret storage"),
    placeHolder: "Endpoint=https://…;AccessKey=…;Version=1.0;",
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => complaint(() => parseConnectionString(text)),
  });
}

function secretName(endpoint: string): string {
  return `console connection string ${endpoint}`;
}

function complaint(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    return problemText(error).message;
  }
}
