import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { startTestService } from "../support/signalRService.ts";
import type { TestService } from "../support/signalRService.ts";
import { tempFolder } from "../support/tempFolder.ts";
import { cli, records } from "./support.ts";

const everyWay = [
  ["webSockets", "json"],
  ["webSockets", "messagepack"],
  ["serverSentEvents", "json"],
  ["longPolling", "json"],
  ["longPolling", "messagepack"],
] as const;

/** The service's connection string, as `--connection-string-file` reads it. */
function stringOf({ model, url }: TestService): string {
  const [service] = model.services.values();
  assert.ok(service !== undefined);
  return `Endpoint=${url};AccessKey=${service.keys.primary};Version=1.0;`;
}

void test("every transport with every protocol it carries tells the same conversation", async (t) => {
  const service = await startTestService(t);
  const file = join(await tempFolder(t), "string.txt");
  const connectionString = stringOf(service);
  await writeFile(file, connectionString);
  for (const [transport, protocol] of everyWay) {
    const way = `${transport} ${protocol}`;
    const result = await cli(["connect", "--hub", "chat", "--connection-string-file", file, "--json", "--user", "ann", "--claim", "role=tester", "--log-level", "trace", "--transport", transport, "--protocol", protocol, "--invoke", 'echo("ann", "hi")', "--send", 'broadcastMessage("ann", "ahoi")', "--until", "ahoi"]);
    assert.equal(result.code, 0, `${way}: ${result.stderr}`);
    assert.match(result.stderr, /"role":"tester"/, "the token's claims are told");
    const all = records(result);
    assert.ok(all.some(({ target, arguments: given }) => target === "echo" && JSON.stringify(given) === '["ann","hi (echo from server)"]'), way);
    const completion = all.find(({ kind }) => kind === "completion");
    assert.deepEqual([completion?.["invocationId"], completion?.["error"], typeof completion?.["roundTripMs"]], ["0", undefined, "number"], way);
    assert.deepEqual(all.slice(0, 2).map(({ kind, status, direction }) => [kind, status, direction]), [["negotiate", 200, "local"], ["upgrade", transport === "webSockets" ? 101 : 200, "local"]], way);
    assert.equal(all.at(-1)?.["kind"], "closed", way);
    for (const record of all.filter(({ kind }) => kind === "invocation")) assert.equal("base64" in record, protocol === "messagepack", way);
    assert.equal(result.stdout.includes(connectionString.split(";")[1]?.slice("AccessKey=".length) ?? ""), false);
    assert.doesNotMatch(result.stdout, /access_token=(?!\*\*\*)|[?&]id=(?!\*\*\*)|ey[A-Za-z0-9_-]{10,}\./, way);
  }
});

void test("a broken action is 1 whatever the transport", async (t) => {
  const service = await startTestService(t);
  const file = join(await tempFolder(t), "string.txt");
  await writeFile(file, stringOf(service));
  for (const [transport, protocol] of everyWay) {
    const result = await cli(["connect", "--hub", "chat", "--connection-string-file", file, "--json", "--transport", transport, "--protocol", protocol, "--stream", 'echo("a", "b")']);
    assert.deepEqual([result.code, records(result).at(-1)?.["code"]], [1, "invocationFailed"], `${transport} ${protocol}: ${result.stderr}`);
  }
});
