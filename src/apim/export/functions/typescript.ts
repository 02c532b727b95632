import type { ExportFile } from "../exportFiles.ts";
import type { NegotiateFunction } from "./options.ts";
import { connectionSetting, hostFile, ignored, json } from "./shared.ts";

/** A project of the programming model v4. */
export function typescriptFiles(options: NegotiateFunction): readonly ExportFile[] {
  return [
    { path: "src/functions/negotiate.ts", text: functionText(options) },
    { path: "test/negotiate.test.ts", text: testText(options) },
    {
      path: "package.json",
      text: json({
        name: "signalr-negotiate",
        version: "1.0.0",
        private: true,
        type: "module",
        main: "dist/src/functions/*.js",
        engines: { node: ">=22" },
        scripts: { build: "tsc", start: "tsc && func start", test: "tsc && node --test dist/test/*.test.js" },
        dependencies: { "@azure/functions": "4.16.5" },
        devDependencies: { "@types/node": "22.20.5", typescript: "5.9.3" },
      }),
    },
    {
      path: "tsconfig.json",
      text: json({ compilerOptions: { target: "es2022", module: "node16", moduleResolution: "node16", rootDir: ".", outDir: "dist", strict: true, skipLibCheck: true, types: ["node"] }, include: ["src", "test"] }),
    },
    hostFile("typescript"),
    ignored(".gitignore", ["node_modules/", "dist/", "local.settings.json"]),
    ignored(".funcignore", ["*.ts", "test/", "dist/test/", "infra/", "local.settings.json", "tsconfig.json", ".git*"]),
  ];
}

function functionText({ hub, caller }: NegotiateFunction): string {
  const who = caller === "clients" ? "Clients call it first; it sends them through the gateway." : "The gateway calls it with the function's key, for clients that open a WebSocket.";
  return `import { app, input } from "@azure/functions";
import type { HttpRequest, HttpResponseInit, InvocationContext } from "@azure/functions";

/** Made by the SignalR binding: where the hub is, and a token for it. */
export const connectionInfo = input.generic({
  type: "signalRConnectionInfo",
  hubName: "${hub}",
  connectionStringSetting: "${connectionSetting}",
});

/** Answers \`{"url", "accessToken"}\`. ${who} */
export async function negotiate(_request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit> {
  return { jsonBody: context.extraInputs.get(connectionInfo), headers: { "Cache-Control": "no-store" } };
}

app.http("negotiate", {
  methods: ["POST"],
  authLevel: "${caller === "clients" ? "anonymous" : "function"}",
  route: "negotiate",
  extraInputs: [connectionInfo],
  handler: negotiate,
});
`;
}

function testText({ hub }: NegotiateFunction): string {
  return `import assert from "node:assert/strict";
import { test } from "node:test";
import { HttpRequest, InvocationContext } from "@azure/functions";
import { connectionInfo, negotiate } from "../src/functions/negotiate.js";

test("negotiate hands on what the SignalR binding made, for the client only", async () => {
  const context = new InvocationContext();
  const info = { url: "https://example.service.signalr.net/client/?hub=${hub}", accessToken: "token" };
  context.extraInputs.set(connectionInfo, info);
  const answer = await negotiate(new HttpRequest({ method: "POST", url: "https://example.com/api/negotiate" }), context);
  assert.deepEqual(answer.jsonBody, info);
  assert.deepEqual(answer.headers, { "Cache-Control": "no-store" });
});

test("the binding is for this hub", () => {
  assert.equal(connectionInfo.type, "signalRConnectionInfo");
  assert.equal(connectionInfo.hubName, "${hub}");
});
`;
}
