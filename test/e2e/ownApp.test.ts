import { HttpTransportType, HubConnectionBuilder, LogLevel } from "@microsoft/signalr";
import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { defaultKeys } from "../../src/apim/appSettings/writeConnectionString.ts";
import { parseConnectionString } from "../../src/signalr/connectionString.ts";
import { startOwnApp } from "../support/ownApp.ts";
import type { OwnApp } from "../support/ownApp.ts";
import { publishSandbox } from "../support/published.ts";
import { sdkClients } from "../support/sdkClients.ts";
import { assertNoSecrets, secretsOf } from "../support/secrets.ts";
import { onlyService } from "../support/signalRService.ts";
import { tempFolder } from "../support/tempFolder.ts";
import { connectConsole, invoke, logRow } from "./support/console.ts";
import { startEditor } from "./support/editor.ts";
import { stepsIn } from "./support/steps.ts";

const published = "chat-signalr, webSocket · published";
const runMyApp = "Run My App Against This Integration";

void test("a person's own app behind the sandbox's gateway, through the UI of a real VS Code", { timeout: 240_000 }, async (t) => {
  const home = await tempFolder(t);
  const editor = await startEditor(t, { HOME: home });
  await writeFile(join(editor.folder, "MyChat.csproj"), '<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><UserSecretsId>my-chat</UserSecretsId></PropertyGroup></Project>');
  await writeFile(join(editor.folder, "local.settings.json"), '{\n  // mine\n  "IsEncrypted": false,\n  "Values": { "Kept": "as it was" }\n}\n');
  await mkdir(join(home, ".microsoft", "usersecrets", "my-chat"), { recursive: true });
  await writeFile(join(home, ".microsoft", "usersecrets", "my-chat", "secrets.json"), '{ "Kept": "as it was" }');
  const { line, service, model } = editor.sandbox;
  await publishSandbox(line);
  const workbench = await editor.open();
  const step = stepsIn(t, workbench);
  let app: OwnApp | undefined;
  const running = (): OwnApp => {
    assert.ok(app !== undefined);
    return app;
  };

  await step("the tree says that ChatRoom serves and nobody is connected", async () => {
    await workbench.openTree();
    await workbench.row(published).waitFor();
    await workbench.row("Connections, ChatRoom serves · 0 app servers · 0 clients").waitFor();
    await workbench.expand("Connections");
    await workbench.row("ChatRoom, the sandbox's own app · 0 clients").waitFor();
  });

  await step("who stops waiting for their app has ChatRoom back", async () => {
    await workbench.rowMenu(published, runMyApp);
    await workbench.pickItem("Where does your app read", "Somewhere else");
    const waiting = workbench.notification("Waiting for your app");
    await waiting.waitFor();
    await workbench.row("Connections, your app serves · 0 app servers · 0 clients").waitFor();
    await waiting.locator(".monaco-button", { hasText: "Cancel" }).click();
    await workbench.row("Connections, ChatRoom serves · 0 app servers · 0 clients").waitFor();
    assert.equal(service.serving, "own");
  });

  await step("run my app writes the string where the app reads it, says what to start, and waits", async () => {
    await workbench.rowMenu(published, runMyApp);
    await workbench.pickItem("Where does your app read", ".env");
    await workbench.pickItem("Which file", ".env");
    await workbench.notification("start it with the variables in .env").waitFor();
    await workbench.screenshot("own app waiting");
    assert.equal(service.serving, "external");
  });

  await step("the app started with what was written is seen, and it is said", async () => {
    const written = (await readFile(join(editor.folder, ".env"), "utf8")).split("\n").find((text) => text.startsWith(`${defaultKeys.dotenv}=`));
    assert.ok(written !== undefined);
    const text = written.slice(defaultKeys.dotenv.length + 1).replaceAll(/^"|"$/g, "");
    assert.equal(new URL(parseConnectionString(text).clientEndpoint ?? "").origin, line.gatewayUrl);
    app = await startOwnApp(t, text, "my-app");
    await workbench.notification("Your app serves hub chat").waitFor();
    await workbench.row("my-app, app server · 5 connections · 0 clients").waitFor();
  });

  await step("Open Console goes app, redirect, gateway, service, app and back", async () => {
    const from = editor.events.all.length;
    await workbench.notification("Your app serves hub chat").locator(".monaco-button", { hasText: "Open Console" }).click();
    await workbench.answer("The URL the app maps its hub to", running().hubUrl);
    const page = workbench.webview();
    await connectConsole(page);
    await editor.events.find((event) => event.part === "gateway" && event["status"] === 101, from);
    await invoke(page, "Echo", '["hello"]');
    await logRow(page, "received", "hello by my-app").waitFor();
    await workbench.row("my-app, app server · 5 connections · 1 client").waitFor();
  });

  const ann = new HubConnectionBuilder()
    .withUrl(`${running().hubUrl}?user=ann`, { transport: HttpTransportType.WebSockets })
    .configureLogging(LogLevel.None)
    .build();
  t.after(() => ann.stop());

  await step("the tree shows users and groups as they come", async () => {
    await ann.start();
    await workbench.row("ann, WebSockets · json").waitFor();
    await workbench.row("Connections, your app serves · 1 app server · 2 clients").waitFor();
    await ann.invoke("Join", "staff");
    await workbench.row("ann, WebSockets · json · in staff").waitFor();
    await workbench.row("staff, group · 1 client").waitFor();
    await workbench.row("chat, 1 app server · 2 clients · 1 user · 1 group").waitFor();
    await workbench.looks("own app");
  });

  await step("a connection is closed from the tree, and only that one", async () => {
    const closed = new Promise<void>((resolve) => ann.onclose(() => resolve()));
    await workbench.rowAction("ann, WebSockets", "Close Connection", workbench.row("my-app, app server · 5 connections · 1 client"));
    await closed;
    assert.equal(await workbench.row("ann,").count(), 0);
  });

  await step("an app server's connections are closed from the tree, and it is there again when it dials in again", async () => {
    const row = "my-app, app server · 5 connections";
    await workbench.rowAction(row, "Close App Server's Connections", workbench.row("Nobody is connected"));
    await workbench.row("Nobody is connected").waitFor();
    await running().server.dial({ url: line.serviceEndpoint, signalR: onlyService(model) });
    await workbench.row(row).waitFor();
  });

  await step("an app that has the string already needs no restart", async () => {
    await workbench.run("Notifications: Clear All Notifications");
    await workbench.rowMenu(published, runMyApp);
    await workbench.pickItem("Where does your app read", "Somewhere else");
    await workbench.pickItem("An app is connected already: my-app", "It has this connection string already");
    await workbench.notification("Your app serves hub chat").waitFor();
  });

  await step("while ChatRoom serves, the app's row says that it waits, and lets it serve again", async () => {
    const waiting = "my-app, app server · waits: ChatRoom serves this hub";
    await workbench.rowAction("Connections, your app serves", "Let ChatRoom Serve", workbench.row(waiting));
    await workbench.rowAction(waiting, "Let My App Serve", workbench.row("my-app, app server · 5 connections"));
    await workbench.row("my-app, app server · 5 connections").waitFor();
    assert.equal(service.serving, "external");
  });

  const secrets = join(home, ".microsoft", "usersecrets", "my-chat", "secrets.json");
  const settings = join(editor.folder, "local.settings.json");
  for (const [place, file, path, key, said] of [
    ["User secrets", "MyChat.csproj", secrets, defaultKeys["user-secrets"], "Development"],
    ["local.settings.json", "local.settings.json", settings, defaultKeys["local-settings"], "func start"],
  ] as const) {
    await step(`run my app writes to ${place}, leaves the rest there as it is, and says how such an app is started`, async () => {
      await workbench.run("Notifications: Clear All Notifications");
      await workbench.rowMenu(published, runMyApp);
      await workbench.pickItem("Where does your app read", place);
      await workbench.pickItem("Which file", file);
      await workbench.pickItem("An app is connected already: my-app", "Wait until I have restarted it");
      const waiting = workbench.notification(said);
      await waiting.waitFor();
      await waiting.locator(".monaco-button", { hasText: "Cancel" }).click();
      await waiting.waitFor({ state: "hidden" });
      const text = await readFile(path, "utf8");
      const { accessKey, clientEndpoint = "" } = parseConnectionString(new RegExp(`"${key}": "([^"]+)"`).exec(text)?.[1] ?? "");
      assert.deepEqual([accessKey, new URL(clientEndpoint).origin], [onlyService(model).keys.primary, line.gatewayUrl]);
      assert.match(text, /"Kept": "as it was"/);
    });
  }

  const mode = async (value: string): Promise<void> => {
    const { signalR } = sdkClients(line.armEndpoint, line.armToken, line.subscriptionId).signalR;
    await signalR.beginUpdateAndWait(line.resourceGroup, line.signalRName, { location: "westeurope", features: [{ flag: "ServiceMode", value }] }, { updateIntervalInMs: 1 });
  };
  await step("a service that somebody has made Serverless takes no app: nothing is written, and the way on is said", async () => {
    await mode("Serverless");
    await workbench.rowMenu(published, runMyApp);
    const refusal = workbench.notification("chat-signalr is in Serverless mode: it takes no app servers.");
    await refusal.waitFor();
    assert.match(await refusal.innerText(), /Change its mode to Default/);
    assert.equal(await workbench.notification("Waiting for your app").count(), 0);
    await workbench.screenshot("own app serverless");
    await mode("Default");
    await workbench.run("Notifications: Clear All Notifications");
  });

  await step("an app that goes is gone from the tree, and ChatRoom can serve again", async () => {
    running().server.stop();
    await workbench.row("Nobody is connected").waitFor();
    await workbench.rowAction("Connections, your app serves", "Let ChatRoom Serve", workbench.row("ChatRoom, the sandbox's own app"));
    await workbench.row("ChatRoom, the sandbox's own app").waitFor();
  });

  await step("the key is in the file it was written to, and nowhere else", async () => {
    const secrets = secretsOf(line, model);
    assertNoSecrets("the window", await workbench.page.content(), secrets);
    for (const frame of workbench.page.frames()) assertNoSecrets("a webview", await frame.content(), secrets);
    for (const [place, text] of await editor.kept()) assertNoSecrets(place, text, secrets);
    assertNoSecrets("the sandbox's events", JSON.stringify(editor.events.all), secrets);
  });
});
