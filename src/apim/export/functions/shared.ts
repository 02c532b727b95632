import type { ExportFile } from "../exportFiles.ts";
import type { FunctionLanguage, NegotiateFunction } from "./options.ts";

/** The setting that the SignalR binding reads unless it is told of another (export-facts 4.1). */
export const connectionSetting = "AzureSignalRConnectionString";

export function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** A function named negotiate is at `/api/negotiate`; clients are given the URL without `/negotiate`. */
export function hostFile(language: FunctionLanguage): ExportFile {
  // Workers of .NET bring their extensions as packages (export-facts 4.2).
  const bundle = language === "csharp" ? {} : { extensionBundle: { id: "Microsoft.Azure.Functions.ExtensionBundle", version: "[4.*, 5.0.0)" } };
  return { path: "host.json", text: json({ version: "2.0", extensions: { http: { routePrefix: "api" } }, ...bundle }) };
}

/** For this machine only: never published, never in a repository, and without a key until its owner puts one in. */
export function localSettings({ language, origins }: NegotiateFunction): ExportFile {
  return {
    path: "local.settings.json",
    parameters: true,
    text: json({
      IsEncrypted: false,
      Values: { FUNCTIONS_WORKER_RUNTIME: language === "csharp" ? "dotnet-isolated" : "node", AzureWebJobsStorage: "UseDevelopmentStorage=true", [connectionSetting]: "" },
      Host: { CORS: localOrigins(origins).join(","), CORSCredentials: true },
    }),
  };
}

function localOrigins(origins: readonly string[]): readonly string[] {
  return origins.length === 0 ? ["http://localhost:5173"] : origins;
}

export function ignored(path: string, lines: readonly string[]): ExportFile {
  return { path, text: `${lines.join("\n")}\n` };
}
