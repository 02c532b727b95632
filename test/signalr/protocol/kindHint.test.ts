import assert from "node:assert/strict";
import { test } from "node:test";
import { JsonHubProtocol } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import * as fc from "fast-check";
import { jsonProtocol } from "../../../src/signalr/protocol/json.ts";
import { messagePackProtocol } from "../../../src/signalr/protocol/messagepack.ts";
import { hubMessage, joined, official } from "./hubMessages.ts";

for (const [protocol, client] of [[jsonProtocol, new JsonHubProtocol()], [messagePackProtocol, new MessagePackHubProtocol()]] as const) {
  void test(`${protocol.name}: what the first bytes say is what the message is, whoever wrote it, and never of one that wants an answer`, () => {
    fc.assert(fc.property(fc.array(hubMessage, { minLength: 1, maxLength: 6 }), fc.boolean(), (messages, byOfficial) => {
      const bytes = joined(messages.map((message) => {
        const written = byOfficial ? client.writeMessage(official(message)) : protocol.encode(message);
        return typeof written === "string" ? new TextEncoder().encode(written) : new Uint8Array(written);
      }));
      for (const { kindHint, message } of protocol.decoder().push(bytes)) {
        assert.ok(kindHint === undefined || kindHint === message.kind);
        assert.ok(kindHint === undefined || message.kind !== "invocation" || message.invocationId === undefined);
      }
    }));
  });

  void test(`${protocol.name}: a flood of plain invocations, items and pings is told by its first bytes`, () => {
    const frames = [{ kind: "invocation", target: "t", arguments: [1] }, { kind: "ping" }, { kind: "invocation", target: "t", arguments: [] }] as const;
    assert.deepEqual(protocol.decoder().push(joined(frames.map((message) => protocol.encode(message)))).map(({ kindHint }) => kindHint), ["invocation", "ping", "invocation"]);
    assert.equal(protocol.decoder().push(protocol.encode({ kind: "streamItem", invocationId: "1", item: 1 }))[0]?.kindHint, "streamItem");
    assert.equal(protocol.decoder().push(protocol.encode({ kind: "invocation", invocationId: "1", target: "t", arguments: [] }))[0]?.kindHint, undefined);
  });
}

void test("bytes and meaning of a record can be asked for in any order and as often as one likes", () => {
  const [first, second] = jsonProtocol.decoder().push(Buffer.from('{"type":1,"target":"a","arguments":[1]}\u001e{"type":1,"target":"b","arguments":[2]}\u001e'));
  assert.ok(first !== undefined && second !== undefined);
  assert.deepEqual([second.message, first.message, second.message].map((message) => (message.kind === "invocation" ? message.target : "")), ["b", "a", "b"]);
  assert.equal(Buffer.from(second.bytes).toString(), '{"type":1,"target":"b","arguments":[2]}');
});
