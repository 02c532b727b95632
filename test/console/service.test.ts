import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { TestContext } from "node:test";
import { ConsoleHost } from "../../src/console/consoleHost.ts";
import { connectionStringTarget, describeConnectionString, readConnectionStringKey } from "../../src/console/connectionStringTarget.ts";
import { defaultChoices } from "../../src/console/protocol.ts";
import type { Draft, HostMessage, RequestName, RequestParams } from "../../src/console/protocol.ts";
import { readTranscript } from "../../src/console/transcript.ts";
import { startAppServer } from "../support/appServer.ts";
import { onlyService, startTestService } from "../support/signalRService.ts";
import { fakePlatform } from "./fakePlatform.ts";
import { Scene } from "./consoleScene.ts";

const draft: Draft = { mode: "service", target: "news", text: '"hello"', operation: "sendToAll" };

interface ServedConsole {
  readonly host: ConsoleHost;
  readonly ask: <Name extends RequestName>(name: Name, params: RequestParams<Name>) => Promise<unknown>;
  /** Calls of the hub: session, method, first argument. */
  readonly received: () => string[];
  readonly key: string;
}

/** A console on the sandbox's service by its connection string, and what its requests were answered. */
async function consoleOnService(t: TestContext, served: "ChatRoom" | "an app of one's own" = "ChatRoom"): Promise<ServedConsole> {
  const service = await startTestService(t, {}, served === "ChatRoom");
  if (served !== "ChatRoom") await startAppServer(t, service, { connections: 5 });
  const key = onlyService(service.model).keys.primary;
  const target = connectionStringTarget(`Endpoint=${service.url};AccessKey=${key};Version=1.0;`, "chat");
  const posted: HostMessage[] = [];
  const host = new ConsoleHost(target, fakePlatform({ post: (message) => void posted.push(message) }));
  t.after(() => host.dispose());
  let id = 0;
  return {
    host,
    key,
    ask: async (name, params) => {
      await host.receive({ type: "request", id: ++id, name, params });
      const answer = posted.find((message) => (message.type === "result" || message.type === "refused") && message.id === id);
      return answer?.type === "result" ? answer.value : answer?.type === "refused" ? answer.problem : undefined;
    },
    received: () => readTranscript(host.transcript()).records.filter(({ kind, direction }) => kind === "invocation" && direction === "received").map(({ session, members }) => `${session ?? 1} ${members.target} ${String(members.arguments?.[0])}`),
  };
}

void suite("a console with a connection string", () => {
  for (const transport of ["webSockets", "serverSentEvents", "longPolling"] as const) {
    void test(`plays two users and the server over ${transport}, and shows no key`, async (t) => {
      const { host, ask, received, key } = await consoleOnService(t);
      const choices = { ...defaultChoices, transport, claims: [["role", "a"]] as [string, string][] };
      assert.equal(await ask("connect", { address: "", userId: "ann", choices }), null);
      await ask("openSession", null);
      assert.equal(await ask("connect", { session: 2, address: "", userId: "bob", choices }), null);
      assert.equal(host.status.serves, true);
      for (const operation of [{}, { operation: "sendToUser", name: "bob", target: "private" }, { operation: "addUserToGroup", name: "ann", group: "g" }, { operation: "sendToGroup", name: "g", target: "grouped" }] as const) {
        const answer = await ask("service", { draft: { ...draft, ...operation } });
        assert.match(JSON.stringify(answer), /The service took it|Done/);
      }
      // What the service sent arrives on connections of its own: an answer of each comes after it.
      await ask("invoke", { target: "echo", arguments: '"a", "b"' });
      await ask("invoke", { session: 2, target: "echo", arguments: '"a", "b"' });
      assert.deepEqual(received().filter((line) => !line.includes("echo")).toSorted(), ["1 grouped hello", "1 news hello", "2 news hello", "2 private hello"]);
      assert.match(JSON.stringify(await ask("service", { draft: { ...draft, operation: "userExists", name: "bob" } })), /Yes/);
      assert.match(JSON.stringify(await ask("service", { draft: { ...draft, operation: "groupExists", name: "nobody" } })), /No,/);
      assert.match(JSON.stringify(await ask("service", { draft: { ...draft, operation: "sendToUser", name: " " } })), /usageName/);
      assert.ok(!(host.transcript() + JSON.stringify(host.status)).includes(key));
    });
  }

  void test("plays the server beside an app of one's own, whose hub answers the invocations", async (t) => {
    const { ask, received } = await consoleOnService(t, "an app of one's own");
    assert.equal(await ask("connect", { address: "", userId: "ann", choices: defaultChoices }), null);
    for (const operation of [{}, { operation: "sendToUser", name: "ann", target: "private" }, { operation: "addUserToGroup", name: "ann", group: "g" }, { operation: "sendToGroup", name: "g", target: "grouped" }] as const) {
      assert.match(JSON.stringify(await ask("service", { draft: { ...draft, ...operation } })), /The service took it|Done/);
    }
    await ask("invoke", { target: "Echo", arguments: '"a"' });
    assert.deepEqual(received(), ["1 news hello", "1 private hello", "1 grouped hello"]);
  });

  void test("plays the server to one connection: sends, puts it into a group and out, asks for it, closes it", async (t) => {
    const { host, ask, received } = await consoleOnService(t);
    await ask("connect", { address: "", userId: "ann" });
    const id = String(host.status.hops[0]?.details["connectionId"]);
    const played = async (operation: Draft["operation"], more: Partial<Draft> = {}): Promise<string> => JSON.stringify(await ask("service", { draft: { ...draft, operation, name: id, ...more } }));
    assert.match(await played("connectionExists"), /Yes/);
    assert.match(await played("addConnectionToGroup", { group: "team" }), /Done/);
    assert.match(await played("sendToGroup", { name: "team", target: "grouped" }), /took it/);
    assert.match(await played("removeConnectionFromGroup", { group: "team" }), /Done/);
    assert.match(await played("groupExists", { name: "team" }), /No,/);
    assert.match(await played("sendToConnection", { target: "private" }), /took it/);
    await ask("invoke", { target: "echo", arguments: '"a", "b"' });
    assert.deepEqual(received().filter((line) => !line.includes("echo")), ["1 grouped hello", "1 private hello"]);
    assert.match(await played("addUserToGroup", { name: "ann", group: "team" }), /Done/);
    assert.match(await played("removeUserFromGroup", { name: "ann", group: "team" }), /Done/);
    assert.match(await played("addConnectionToGroup", { group: "" }), /It is not said for which group/);
    assert.match(await played("closeConnection"), /Done/);
    assert.match(await played("connectionExists"), /No,/);
  });

  void test("comes back by a key that holds no secret", () => {
    const { key, title, address } = connectionStringTarget("Endpoint=https://contoso.service.signalr.net;AccessKey=c2VjcmV0LWtleQ==;Version=1.0;ClientEndpoint=https://gateway/team-a/;", "chat");
    assert.equal(title, "contoso.service.signalr.net ▸ hub chat");
    assert.match(address, /^https:\/\/gateway\/team-a\/client\/\?hub=chat/);
    const known = readConnectionStringKey(key);
    assert.deepEqual(known, { endpoint: "https://contoso.service.signalr.net", hub: "chat" });
    assert.equal(describeConnectionString(known ?? { endpoint: "", hub: "" }).title, title);
    assert.equal(readConnectionStringKey("https://app.example/chat"), undefined);
  });

  void test("is needed to play the server", async (t) => {
    const scene = new Scene(t);
    assert.equal(scene.status().serves, false);
    assert.equal((await scene.ask("service", { draft })).problem?.code, "noService");
  });
});
