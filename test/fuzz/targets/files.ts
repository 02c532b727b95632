import assert from "node:assert/strict";
import { toDetail } from "../../../src/console/detail.ts";
import { readMessages, withMessage } from "../../../src/console/savedMessages.ts";
import { toRow } from "../../../src/console/row.ts";
import { readTranscript, writeTranscript } from "../../../src/console/transcript.ts";
import type { Transcript } from "../../../src/console/transcript.ts";
import { readHostMessage, readPageMessage, readPageState } from "../../../src/console/protocol.ts";
import { Problem } from "../../../src/signalr/problem.ts";
import { transcripts } from "../corpus.ts";
import { seeds } from "../target.ts";
import type { FuzzTarget } from "../target.ts";

function readOrProblem(text: string): Transcript | undefined {
  try {
    return readTranscript(text);
  } catch (error) {
    assert.ok(error instanceof Problem && error.message.length < 1_000, String(error));
    return undefined;
  }
}

const transcript: FuzzTarget = {
  name: "transcript",
  seeds: [...seeds(...transcripts), ...seeds(...transcripts.map((text) => text.split("\n").slice(0, 4).join("\n")))],
  check(bytes) {
    const read = readOrProblem(Buffer.from(bytes).toString("utf8"));
    if (read === undefined) return;
    for (const record of read.records) {
      toRow({ record });
      toDetail({ record });
    }
    const written = writeTranscript(read, read.records);
    const again = readTranscript(written);
    assert.equal(writeTranscript(again, again.records), written, "what was opened and written opens as the same");
  },
};

const pageMessages: FuzzTarget = {
  name: "page message",
  seeds: seeds(
    '{"type":"ready","version":1,"filter":"kind:ping -error:yes"}',
    '{"type":"ack","generation":1,"sequence":2}',
    '{"type":"request","id":3,"name":"connect","params":{"address":"https://a","userId":"ann"}}',
    '{"type":"batch","generation":1,"sequence":0,"rows":[{"seq":1,"time":1.5,"direction":"sent","kind":"invocation","target":"echo","bytes":12,"summary":"\\"a\\"","failed":false}],"updates":[{"seq":1,"roundTripMs":2,"other":3}],"oldest":1,"total":1,"dropped":0,"waiting":0}',
    '{"id":"a","kind":"hub","key":"k","title":"t","address":"https://a","filter":"","widths":{"time":90},"selected":4}',
  ),
  check(bytes) {
    let value: unknown;
    try {
      value = JSON.parse(Buffer.from(bytes).toString("utf8"));
    } catch {
      return;
    }
    for (const read of [readPageMessage, readHostMessage, readPageState] as const) {
      const message = read(value);
      if (message !== undefined) assert.deepEqual(read(JSON.parse(JSON.stringify(message))), message, "a message is read as what it says");
    }
  },
};

const savedMessages: FuzzTarget = {
  name: "saved messages",
  seeds: seeds(
    '{\n  "version": 1,\n  // a comment\n  "messages": [\n    {"name": "hi", "mode": "invoke", "target": "echo", "arguments": ["a", {"b": 1}]},\n    {"name": "raw", "mode": "rawText", "text": "{\\"type\\":6}␞"},\n  ]\n}\n',
    '{"version":1,"messages":[{"name":"up","mode":"upload","target":"u","arguments":[1],"items":[1,"two"]},{"name":"all","mode":"service","operation":"sendToAll","target":"t"}]}',
    "",
  ),
  check(bytes) {
    const text = Buffer.from(bytes).toString("utf8");
    let messages: ReturnType<typeof readMessages>;
    try {
      messages = readMessages(text, "workspace");
    } catch (error) {
      assert.ok(error instanceof Problem && error.message.length < 1_000, String(error));
      return;
    }
    const saved = readMessages(withMessage(text, "a new one", { mode: "send", target: "t", text: "1" }), "workspace");
    assert.deepEqual(saved.map(({ name }) => name), [...messages.map(({ name }) => name).filter((name) => name !== "a new one"), "a new one"], "what else is in the file stays");
  },
};

export const fileTargets: readonly FuzzTarget[] = [transcript, pageMessages, savedMessages];
