import assert from "node:assert/strict";
import * as vscode from "vscode";
import { ConsoleHost } from "../../src/console/consoleHost.ts";
import { connectionStringTarget } from "../../src/console/connectionStringTarget.ts";
import { defaultChoices } from "../../src/console/protocol.ts";
import { networkOfEditor } from "../../src/ui/console/network.ts";
import { fakePlatform } from "../console/fakePlatform.ts";
import { startConnectProxy } from "../support/connectProxy.ts";
import type { ConnectProxy } from "../support/connectProxy.ts";
import { services } from "./extension.ts";
import { test } from "./suite.ts";

/** The sandbox's service under a name that only the proxy knows: loopback addresses never go through a proxy. */
const outside = "service.example";

async function set(name: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration("http").update(name, value, vscode.ConfigurationTarget.Global);
}

/** Sets `http.*` settings of the editor for as long as `run` takes. */
async function withSettings(values: Readonly<Record<string, unknown>>, run: () => Promise<void>): Promise<void> {
  for (const [name, value] of Object.entries(values)) await set(name, value);
  try {
    await run();
  } finally {
    for (const name of Object.keys(values)) await set(name, undefined);
  }
}

/** Connects a console to the sandbox's service by its outside name; what it failed with, or undefined. */
async function connectOutside(proxyTo: (authority: string) => Promise<ConnectProxy>, use: (proxy: ConnectProxy, connect: () => Promise<string | undefined>) => Promise<void>): Promise<void> {
  const { sandbox } = await services();
  const line = await sandbox.start();
  const { host } = new URL(line.serviceEndpoint);
  const proxy = await proxyTo(host);
  const target = connectionStringTarget(`${line.connectionString.replace(/;?$/, ";")}ClientEndpoint=http://${outside}`, "chat");
  const console = new ConsoleHost(target, fakePlatform({ network: networkOfEditor }));
  try {
    await use(proxy, async () => {
      // The sandbox answers to its own name only.
      await console.receive({ type: "request", id: 1, name: "connect", params: { address: "", userId: "", choices: { ...defaultChoices, headers: [["Host", host]] } } });
      const { state, problem } = console.status;
      return state === "connected" ? undefined : `${state}: ${problem?.code ?? ""} ${problem?.message ?? ""}`;
    });
  } finally {
    await console.dispose();
    proxy.close();
    await sandbox.stop();
  }
}

const proxyTo = (host: string): Promise<ConnectProxy> => startConnectProxy({ route: () => host });

test("http.proxy and http.proxyAuthorization: a console's negotiate and WebSocket go through the editor's proxy, once each", async () => {
  await connectOutside(proxyTo, async (proxy, connect) => {
    await withSettings({ proxy: proxy.url, proxyAuthorization: "Basic b2YtdGhlLXByb3h5" }, async () => {
      assert.equal(await connect(), undefined);
    });
    const tunnel = { authority: `${outside}:80`, credentials: "Basic b2YtdGhlLXByb3h5" };
    assert.deepEqual(proxy.asked, [tunnel, tunnel]);
  });
});

test("http.noProxy: the hosts it names are reached without the proxy", async () => {
  await connectOutside(proxyTo, async (proxy, connect) => {
    await withSettings({ proxy: proxy.url, noProxy: [`*.${outside.split(".")[1] ?? ""}`] }, async () => {
      assert.match((await connect()) ?? "", /^failed: hostNotFound/);
    });
    assert.deepEqual(proxy.asked, []);
  });
});
