import * as signalR from "@microsoft/signalr";
import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { promisify } from "node:util";
import { firstLine, startChild } from "../../scripts/child.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { publishSandbox } from "../support/published.ts";
import { SandboxEvents } from "../support/sandboxEvents.ts";
import { whyNoDotnet } from "./aspNetServer.ts";

const folder = join(import.meta.dirname, "azureSignalR");
const run = promisify(execFile);

/** One of each generation that service-protocol describes. */
const generations = ["1.25.2", "1.34.0"] as const;
type Generation = (typeof generations)[number];

/** Each generation has folders of its own: one's packages are not the other's. */
const properties = (sdk: Generation): readonly string[] => [`-p:SdkVersion=${sdk}`, `-p:BaseIntermediateOutputPath=obj/${sdk}/`];
const output = (sdk: Generation): string => join(folder, "bin", sdk);

/** Why the app cannot be built here; undefined where it can. */
function whyNoSdk(sdk: Generation): string | undefined {
  const noDotnet = whyNoDotnet();
  if (noDotnet !== undefined) return noDotnet;
  const { status, stdout } = spawnSync("dotnet", ["restore", "-v", "quiet", ...properties(sdk)], { cwd: folder, encoding: "utf8", timeout: 60_000 });
  if (status === 0) return undefined;
  const missing = new Set([...stdout.matchAll(/NU1\d+: Unable to find package (\S+)\. /g)].map((match) => match[1]));
  return `dotnet restore cannot obtain the whole Microsoft.Azure.SignalR ${sdk}${missing.size === 0 ? "" : `: ${[...missing].join(", ")} is not to be had`}`;
}

interface App {
  readonly url: string;
  readonly child: ReturnType<typeof startChild>;
}

async function startApp(t: TestContext, sdk: Generation, name: string, connectionString: string): Promise<App> {
  const child = startChild("dotnet", [join(output(sdk), "AzureSignalRApp.dll")], {
    env: { ...process.env, DOTNET_NOLOGO: "1", APP_NAME: name, Azure__SignalR__ConnectionString: connectionString },
    stdio: ["pipe", "pipe", "pipe"],
  });
  t.after(() => child.stop());
  return { child, url: await firstLine(child, "The Azure SignalR app", (line) => /^listening (\S+)$/.exec(line)?.[1]) };
}

for (const sdk of generations) {
  void test(`an ASP.NET Core app on the real Azure SignalR SDK ${sdk}, behind the sandbox's gateway`, { skip: whyNoSdk(sdk) ?? false }, async (t) => {
    await run("dotnet", ["build", "--no-restore", "-c", "Release", "-o", output(sdk), "-v", "quiet", "-nologo", ...properties(sdk)], { cwd: folder });
    const events = new SandboxEvents();
    const sandbox = await startSandbox({ app: "external", event: events.take });
    t.after(() => sandbox.stop());
    const { connectionString } = await publishSandbox(sandbox.line);
    const connected = async (servers: number): Promise<void> => {
      for (let from = 0; sandbox.service.connections().flatMap((hub) => hub.servers.filter(({ connections }) => connections >= 5)).length < servers; from = events.all.length) {
        await events.find(({ event }) => event === "serverConnected", from);
      }
    };
    const first = await startApp(t, sdk, "first", connectionString);
    await connected(1);
    const client = async (app: App): Promise<signalR.HubConnection> => {
      const connection = new signalR.HubConnectionBuilder()
        .withUrl(`${app.url}/chat?user=ann`, { transport: signalR.HttpTransportType.WebSockets })
        .configureLogging(signalR.LogLevel.None)
        .build();
      t.after(() => connection.stop());
      connection.on("answer", (question: string) => `${question}!`);
      await connection.start();
      return connection;
    };

    const [ann, bob] = [await client(first), await client(first)];
    await t.test("invocations, claims, groups, streams and client results are the app's own", async () => {
      assert.equal(await ann.invoke("Echo", "grüße"), "grüße by first");
      assert.equal(await ann.invoke("Who"), "ann True /chat");
      const heard = new Promise((resolve) => bob.on("said", resolve));
      await bob.invoke("Join", "g");
      await ann.invoke("Group", "g", "hi");
      assert.equal(await heard, "hi");
      assert.equal(await ann.invoke("Ask", bob.connectionId, "really"), "really!");
      const items: unknown[] = [];
      await new Promise<void>((resolve, reject) => ann.stream("Count", 3).subscribe({ next: (item) => items.push(item), complete: resolve, error: reject }));
      assert.deepEqual(items, [0, 1, 2]);
      assert.ok(events.all.some(({ part, status }) => part === "gateway" && status === 101));
    });

    await t.test("clients of an instance that is stopped go on with the other and notice nothing", async () => {
      await startApp(t, sdk, "second", connectionString);
      await connected(2);
      let noticed = false;
      ann.onclose(() => (noticed = true));
      await first.child.stop();
      assert.equal(await ann.invoke("Echo", "still"), "still by second");
      assert.equal(noticed, false);
    });
  });
}
