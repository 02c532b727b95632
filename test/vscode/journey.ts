import assert from "node:assert/strict";
import * as vscode from "vscode";
import { parseConnectionString } from "../../src/signalr/connectionString.ts";
import { commands, planScheme, traceScheme } from "../../src/ui/commands.ts";
import { recall } from "../../src/ui/connectionString/kept.ts";
import type { IntegrationNode, TreeNode } from "../../src/ui/tree/nodes.ts";
import { services } from "./extension.ts";
import { test } from "./suite.ts";

/** The rows below `node` as VS Code would draw them: `label — description`. */
async function rows(node?: TreeNode): Promise<readonly string[]> {
  const { tree } = await services();
  return (await tree.model.settled(node)).map((child) => {
    const { label, description } = tree.getTreeItem(child);
    return [label, description].filter((part) => typeof part === "string").join(" — ");
  });
}

async function instanceRow(): Promise<TreeNode> {
  const { tree } = await services();
  const [account] = await tree.model.settled();
  const [instance] = await tree.model.settled(account);
  assert.ok(instance !== undefined);
  return instance;
}

async function integrationRow(): Promise<IntegrationNode | undefined> {
  const { tree } = await services();
  return (await tree.model.settled(await instanceRow())).find((node) => node.kind === "integration");
}

/** Requests that change something, as the sandbox's control plane has seen them so far. */
async function writes(): Promise<number> {
  const { accounts } = await services();
  const [account] = await accounts.list();
  assert.ok(account !== undefined);
  return (await account.controlPlane()).traffic.writes;
}

/** Changes the published API as someone in the portal would. */
async function moveConnectApi(suffix: string): Promise<void> {
  const node = await instanceRow();
  assert.ok(node.kind === "instance");
  const controlPlane = await node.account.controlPlane();
  const api = await controlPlane.read(node.instance, "apis/chat-signalr-connect");
  assert.ok(api !== undefined);
  await controlPlane.patch(node.instance, { ...api, properties: { path: suffix } });
}

function planDocument(): vscode.TextDocument {
  const document = vscode.window.activeTextEditor?.document;
  assert.equal(document?.uri.scheme, planScheme);
  assert.ok(document !== undefined);
  return document;
}

/** The text of the plan in front once it says `text`: the document follows its provider a moment later. */
async function planSays(text: string): Promise<string> {
  if (!planDocument().getText().includes(text)) {
    await new Promise<void>((resolve) => {
      const listener = vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (!document.getText().includes(text)) return;
        listener.dispose();
        resolve();
      });
    });
  }
  return planDocument().getText();
}

async function lenses(): Promise<readonly string[]> {
  const found = await vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", planDocument().uri, 10);
  return found.map(({ command }) => command?.title ?? "");
}

/** Answers the quick picks and inputs that a command shows by accepting what they offer, until the command ends. */
async function acceptDefaults(command: Thenable<unknown>): Promise<void> {
  const finished = Promise.resolve(command).then(() => true);
  while (!(await Promise.race([finished, new Promise<boolean>((resolve) => setTimeout(resolve, 50, false))]))) {
    await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
  }
}

test("the sandbox starts as a child process and is in the tree, with nothing published", async () => {
  await vscode.commands.executeCommand(commands.startSandbox);
  const { sandbox } = await services();
  const line = await sandbox.running();
  assert.ok(line !== undefined && sandbox.own && line.pid !== process.pid);
  assert.deepEqual(await rows(), [`Sandbox — running · ${new URL(line.armEndpoint).host}`]);
  assert.deepEqual(await rows(await instanceRow()), ["Publish SignalR here… — nothing is published on this instance yet", "Other APIs (1)"]);
});

test("publishing with every default shows a plan as a read-only document, and writes nothing yet", async () => {
  const before = await writes();
  await acceptDefaults(vscode.commands.executeCommand(commands.publish, await instanceRow()));
  const document = planDocument();
  assert.equal(document.languageId, planScheme);
  assert.match(document.getText(), /^Publish chat-signalr through sandbox-apim/);
  assert.match(document.getText(), /\+ create +API "SignalR connect" +apis\/chat-signalr-connect/);
  assert.equal(await writes(), before);
  assert.ok((await lenses()).some((title) => title.includes("Apply (4 to create")));
});

test("applying the plan publishes: the tree has the integration, the plan says what came of it", async () => {
  const before = await writes();
  await vscode.commands.executeCommand(commands.applyPlan);
  assert.equal((await writes()) - before, 4);
  assert.deepEqual(await rows(await instanceRow()), ["chat-signalr — webSocket · published", "Other APIs (1)"]);
  assert.deepEqual(await rows(await integrationRow()), ["SignalR negotiate — /client/negotiate", "SignalR connect — /client  (wss)"]);
  assert.ok((await lenses()).some((title) => title.includes("All 4 changes were made.")));
});

test("publishing again says that there is nothing to change, and writes nothing", async () => {
  const before = await writes();
  await vscode.commands.executeCommand(commands.publishAgain, await integrationRow());
  assert.match(await planSays("Nothing to change."), /= nothing +operation POST \//);
  assert.equal((await lenses()).filter((title) => title.includes("Apply")).length, 0);
  await vscode.commands.executeCommand(commands.applyPlan);
  assert.equal(await writes(), before);
});

test("what someone changed by hand shows as drift, and publishing again repairs that and nothing else", async () => {
  await moveConnectApi("elsewhere");
  await vscode.commands.executeCommand(commands.refresh);
  assert.deepEqual(await rows(await instanceRow()), ["chat-signalr — webSocket · drifted: 1 difference", "Other APIs (1)"]);
  await vscode.commands.executeCommand(commands.publishAgain, await integrationRow());
  assert.match(await planSays("1 to update"), /path +elsewhere {2}→ {2}client\n/);
  const before = await writes();
  await vscode.commands.executeCommand(commands.applyPlan);
  assert.equal((await writes()) - before, 1);
  assert.deepEqual(await rows(await instanceRow()), ["chat-signalr — webSocket · published", "Other APIs (1)"]);
});

test("a plan that is no longer true is not applied, and says so", async () => {
  await moveConnectApi("elsewhere");
  await vscode.commands.executeCommand(commands.refresh);
  await vscode.commands.executeCommand(commands.publishAgain, await integrationRow());
  await planSays("elsewhere");
  await moveConnectApi("somewhere");
  await vscode.commands.executeCommand(commands.applyPlan);
  assert.ok((await lenses()).some((title) => title.includes("Nothing was changed.")), (await lenses()).join());
  await vscode.commands.executeCommand(commands.planAgain);
  await planSays("somewhere  →  client");
  await vscode.commands.executeCommand(commands.applyPlan);
  assert.deepEqual(await rows(await instanceRow()), ["chat-signalr — webSocket · published", "Other APIs (1)"]);
});

test("the sandbox tells who is connected, and who serves is chosen in its row", async () => {
  const { tree } = await services();
  const [account] = await tree.model.settled();
  assert.equal((await rows(account)).at(-1), "Connections — ChatRoom serves · 0 app servers · 0 clients");
  const connections = (await tree.model.settled(account)).at(-1);
  assert.deepEqual(await rows(connections), ["chat — 0 app servers · 0 clients"]);
  await vscode.commands.executeCommand(commands.serveExternal);
  assert.equal((await rows(account)).at(-1), "Connections — your app serves · 0 app servers · 0 clients");
  assert.deepEqual(await rows(connections), ["Nobody is connected"]);
  await vscode.commands.executeCommand(commands.serveOwn);
  assert.deepEqual(await rows(connections), ["chat — 0 app servers · 0 clients"]);
});

test("the connection string goes to the clipboard with ClientEndpoint, and is kept in secret storage", async () => {
  const node = await integrationRow();
  assert.ok(node !== undefined);
  await acceptDefaults(vscode.commands.executeCommand(commands.connectionString, node));
  const copied = await vscode.env.clipboard.readText();
  const { context, sandbox } = await services();
  const line = await sandbox.running();
  const parsed = parseConnectionString(copied);
  assert.equal(parsed.clientEndpoint?.replace(/\/$/, ""), line?.gatewayUrl);
  assert.equal(parsed.accessKey, parseConnectionString(line?.connectionString ?? "").accessKey);
  assert.equal(await recall(context.secrets, node, "key"), copied);
});

test("one command gives the string to ChatRoom, whose clients then negotiate to the gateway", async () => {
  await vscode.commands.executeCommand(commands.giveToSandboxApp, await integrationRow());
  const line = await (await services()).sandbox.running();
  assert.ok(line !== undefined);
  const answer: unknown = await (await fetch(`${line.appServerUrl}/chat/negotiate?negotiateVersion=1`, { method: "POST" })).json();
  assert.ok(typeof answer === "object" && answer !== null && "url" in answer && typeof answer.url === "string");
  assert.ok(answer.url.startsWith(line.gatewayUrl), answer.url);
});

test("the trace of a request through the gateway opens as a read-only document that holds no token", async () => {
  const { sandbox } = await services();
  const line = await sandbox.running();
  assert.ok(line !== undefined);
  assert.equal((await fetch(`${line.gatewayUrl}/client/negotiate/?hub=chat&access_token=${line.armToken}`, { method: "POST" })).status, 401);
  await acceptDefaults(vscode.commands.executeCommand(commands.showTrace));
  const document = vscode.window.activeTextEditor?.document;
  assert.equal(document?.uri.scheme, traceScheme);
  assert.match(document?.getText() ?? "", /^# POST \/client\/negotiate\/\?hub=chat&access_token=\*\*\* → 401\n[^]*## backend\n\n- [\d.]+ ms \*\*forward-request\*\* \(global\)/);
});

test("no key or token of the run is in a setting, in kept state, or in an open document", async () => {
  const { context, sandbox } = await services();
  const line = await sandbox.running();
  assert.ok(line !== undefined);
  const secrets = [line.armToken, parseConnectionString(line.connectionString).accessKey ?? ""];
  const state = [context.globalState, context.workspaceState].map((memento) => JSON.stringify(memento.keys().map((key) => [key, memento.get(key)])));
  const texts = [...state, JSON.stringify(vscode.workspace.getConfiguration()), ...vscode.workspace.textDocuments.map((document) => document.getText())];
  for (const secret of secrets) {
    assert.ok(secret.length > 10);
    assert.ok(texts.every((text) => !text.includes(secret)));
  }
});

test("stopping the sandbox ends its process, and what was published is there when it starts again", async () => {
  const { sandbox } = await services();
  const before = await sandbox.running();
  assert.ok(before !== undefined);
  await vscode.commands.executeCommand(commands.stopSandbox);
  assert.deepEqual(await rows(), []);
  assert.throws(() => process.kill(before.pid, 0));
  await vscode.commands.executeCommand(commands.startSandbox);
  assert.equal((await sandbox.running())?.gatewayUrl, before.gatewayUrl);
  assert.deepEqual(await rows(await instanceRow()), ["chat-signalr — webSocket · published", "Other APIs (1)"]);
  await vscode.commands.executeCommand(commands.stopSandbox);
});
