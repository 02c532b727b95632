import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { TestContext } from "node:test";
import { ConsoleHost } from "../../src/console/consoleHost.ts";
import { connectionStringTarget } from "../../src/console/connectionStringTarget.ts";
import { defaultChoices } from "../../src/console/protocol.ts";
import type { ConnectChoices, HostMessage, RequestName, RequestParams } from "../../src/console/protocol.ts";
import { readTranscript } from "../../src/console/transcript.ts";
import { assertNoSecrets } from "../support/secrets.ts";
import { onlyService, startTestService } from "../support/signalRService.ts";
import { fakePlatform } from "./fakePlatform.ts";

const entraToken = "entra-token-of-the-person";

interface Entra {
  readonly host: ConsoleHost;
  readonly url: string;
  /** Where the token was to be sent. */
  readonly asked: readonly string[];
  readonly ask: <Name extends RequestName>(name: Name, params: RequestParams<Name>) => Promise<unknown>;
  readonly received: () => readonly string[];
}

/** A console on a service whose keys are another one's, so that only an identity gets in. */
async function withIdentity(t: TestContext, parts: string, token = entraToken): Promise<Entra> {
  const service = await startTestService(t, { entraToken });
  const asked: string[] = [];
  const target = connectionStringTarget(`Endpoint=${service.url};${parts}`, "chat", async (url) => {
    asked.push(new URL(url).origin);
    return token;
  });
  const posted: HostMessage[] = [];
  const host = new ConsoleHost(target, fakePlatform({ post: (message) => void posted.push(message) }));
  t.after(async () => {
    const secrets = [entraToken, token, onlyService(service.model).keys.primary];
    assertNoSecrets("what the page and the transcript got", JSON.stringify(posted) + host.transcript(), secrets);
    await host.dispose();
  });
  let id = 0;
  return {
    host,
    url: service.url,
    asked,
    ask: async (name, params) => {
      await host.receive({ type: "request", id: ++id, name, params });
      const answer = posted.find((message) => (message.type === "result" || message.type === "refused") && message.id === id);
      return answer?.type === "result" ? answer.value : answer?.type === "refused" ? answer.problem : undefined;
    },
    received: () => readTranscript(host.transcript()).records.filter(({ kind, direction }) => kind === "invocation" && direction === "received").map(({ members }) => `${members.target} ${String(members.arguments?.[0])}`),
  };
}

const entra: ConnectChoices = { ...defaultChoices, entra: true };

void suite("a console with the person's Entra identity", () => {
  for (const [name, parts, choices] of [["where the string has no key", "AuthType=azure;Version=1.0;", defaultChoices], ["where the person wants it in a key's place", "AccessKey=c29tZS1vdGhlci1rZXk=;Version=1.0;", entra]] as const) {
    void test(`connects as a client and plays the server ${name}`, async (t) => {
      const { host, url, asked, ask, received } = await withIdentity(t, parts);
      assert.equal(await ask("connect", { address: "", userId: "ann", choices: { ...choices, claims: [["role", "admin"]] } }), null);
      assert.equal(host.status.state, "connected");
      for (const draft of [{ operation: "sendToUser", name: "ann" }, { operation: "sendToAll" }] as const) {
        assert.match(JSON.stringify(await ask("service", { draft: { mode: "service", target: "news", text: `"${draft.operation}"`, ...draft } })), /The service took it/);
      }
      await ask("invoke", { target: "echo", arguments: '"a", "b"' });
      assert.deepEqual(received().filter((line) => line.startsWith("news")), ["news sendToUser", "news sendToAll"]);
      assert.deepEqual([...new Set(asked)], [url]);
      assert.match(JSON.stringify(host.status.hops), /"asrs.s.uid":"ann".*"role":"admin"/);
    });
  }

  void test("gets a key made into a token only where the service takes keys", async (t) => {
    const { host, asked, ask } = await withIdentity(t, "AccessKey=c29tZS1vdGhlci1rZXk=;Version=1.0;");
    assert.match(JSON.stringify(await ask("connect", { address: "", userId: "", choices: defaultChoices })), /tokenSignatureInvalid/);
    assert.deepEqual([host.status.state, asked], ["failed", []]);
  });

  void test("is told which role is missing when the service refuses it", async (t) => {
    const { ask, host } = await withIdentity(t, "AuthType=azure;Version=1.0;", "a-token-of-somebody-else");
    assert.match(JSON.stringify(await ask("connect", { address: "", userId: "", choices: defaultChoices })), /SignalR App Server/);
    assert.match(host.transcript(), /refused the request with 401/);
  });
});
