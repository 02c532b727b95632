import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { copyText, formsOf } from "../../src/console/copyAs.ts";
import type { LogRecord } from "../../src/console/record.ts";

const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJodHRwczovL2EifQ.c2lnbmF0dXJlLXRoYXQtaXMtc2VjcmV0";

function call(more: Partial<LogRecord> & Pick<LogRecord, "members">): LogRecord {
  return { seq: 1, time: 0, direction: "sent", kind: "invocation", data: new Uint8Array(2), binary: false, ...more };
}

void suite("copying a record", () => {
  void test("gives a hop as a curl command that a shell takes as it is, without its token", () => {
    const hop: LogRecord = { seq: 1, time: 0, direction: "local", kind: "negotiate", members: { url: "https://gateway/client/negotiate?hub=o'chat&access_token=***" } };
    assert.deepEqual(formsOf(hop), ["row", "json", "curl"]);
    assert.equal(copyText({ record: hop }, "curl"), `curl -i -X POST -H 'Authorization: Bearer ***' 'https://gateway/client/negotiate?hub=o'\\''chat&access_token=***'`);
    const upgrade = copyText({ record: { ...hop, kind: "upgrade", members: { url: "wss://gateway/client/?hub=chat&id=***" } } }, "curl");
    assert.match(upgrade, /'Upgrade: websocket'.*'https:\/\/gateway\/client\/\?hub=chat&id=\*\*\*'$/);
  });

  void test("gives a call as code for the official clients", () => {
    const record = call({ members: { invocationId: "0", target: "echo", arguments: ["ann", { a: 1 }, null] } });
    assert.deepEqual(formsOf(record), ["row", "json", "raw", "javascript", "csharp"]);
    assert.equal(copyText({ record }, "javascript"), 'const result = await connection.invoke("echo", "ann", {"a":1}, null);');
    assert.equal(copyText({ record }, "csharp"), 'var result = await connection.InvokeAsync<object>("echo", "ann", JsonSerializer.Deserialize<JsonElement>("{\\"a\\":1}"), null);');
    const silent = call({ members: { target: "echo", arguments: [1] } });
    assert.equal(copyText({ record: silent }, "javascript"), 'await connection.send("echo", 1);');
    const stream = call({ kind: "streamInvocation", members: { invocationId: "1", target: "count", arguments: [] } });
    assert.match(copyText({ record: stream }, "csharp"), /StreamAsync<object>\("count"\)/);
  });

  void test("gives what the hub calls as a handler with its parameters", () => {
    const record = call({ direction: "received", members: { target: "broadcastMessage", arguments: ["ann", 1, 1.5, true] } });
    assert.match(copyText({ record }, "javascript"), /^connection\.on\("broadcastMessage", \(arg1, arg2, arg3, arg4\)/);
    assert.match(copyText({ record }, "csharp"), /^connection\.On<string, long, double, bool>\("broadcastMessage"/);
  });

  void test("leaves no token in any form, and no text that could end a string", () => {
    const record = call({ members: { target: 'a"); evil("', arguments: [`Bearer ${jwt}`] } });
    for (const form of formsOf(record)) assert.ok(!copyText({ record }, form).includes("c2lnbmF0"), form);
    assert.equal(copyText({ record }, "javascript"), 'await connection.send("a\\"); evil(\\"", "Bearer ***");');
  });
});
