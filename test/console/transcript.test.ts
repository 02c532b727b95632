import assert from "node:assert/strict";
import { suite, test } from "node:test";
import * as fc from "fast-check";
import type { LogRecord } from "../../src/console/record.ts";
import { headerLine, readTranscript, recordLine, writeTranscript } from "../../src/console/transcript.ts";
import { refusal } from "./refusal.ts";
import { Problem } from "../../src/signalr/problem.ts";

const time = Date.UTC(2026, 10, 21, 12, 1, 7, 218);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJodHRwczovL2EifQ.c2lnbmF0dXJlLXRoYXQtaXMtc2VjcmV0";

const records: readonly LogRecord[] = [
  { seq: 1, time, direction: "local", kind: "negotiate", members: { url: "https://gateway/client/negotiate?hub=chat", status: 200, ms: 18.4 } },
  { seq: 2, time, direction: "sent", kind: "handshake", frame: 1, data: bytes('{"protocol":"json","version":1}'), binary: false, members: { protocol: "json", version: 1 } },
  { seq: 3, time, direction: "received", kind: "handshake", frame: 2, data: bytes("{}"), binary: false, members: {} },
  {
    seq: 4, time, direction: "sent", kind: "invocation", frame: 3, data: bytes('{"type":1,"invocationId":"0","target":"echo","arguments":["é"]}'), binary: false,
    members: { invocationId: "0", target: "echo", arguments: ["é"] },
  },
  { seq: 5, time: time + 9.25, direction: "received", kind: "completion", frame: 4, data: bytes('{"type":3,"invocationId":"0","result":null}'), binary: false, members: { invocationId: "0", result: null }, roundTripMs: 9.25 },
  { seq: 6, time, direction: "received", kind: "malformed", frame: 5, data: bytes('{"type":'), binary: false, members: { reason: "The JSON ends too early", offset: 8 } },
  { seq: 7, time, direction: "received", kind: "binary", frame: 6, data: Uint8Array.of(2, 0x91, 6), binary: true, members: {} },
  { seq: 8, time, direction: "local", kind: "closed", members: { code: 1000, reason: "" } },
];

void suite("the transcript", () => {
  void test("is JSON Lines, version 1, byte for byte", () => {
    assert.equal(
      writeTranscript({ target: "https://app.example/chat", startedAt: time }, records),
      `{"format":"signalr-transcript","version":1,"target":"https://app.example/chat","startedAt":"2026-11-21T12:01:07.218Z"}
{"seq":1,"time":"2026-11-21T12:01:07.218Z","direction":"local","kind":"negotiate","url":"https://gateway/client/negotiate?hub=chat","status":200,"ms":18.4}
{"seq":2,"time":"2026-11-21T12:01:07.218Z","direction":"sent","kind":"handshake","frame":1,"bytes":31,"text":"{\\"protocol\\":\\"json\\",\\"version\\":1}","protocol":"json","version":1}
{"seq":3,"time":"2026-11-21T12:01:07.218Z","direction":"received","kind":"handshake","frame":2,"bytes":2,"text":"{}"}
{"seq":4,"time":"2026-11-21T12:01:07.218Z","direction":"sent","kind":"invocation","frame":3,"bytes":64,"text":"{\\"type\\":1,\\"invocationId\\":\\"0\\",\\"target\\":\\"echo\\",\\"arguments\\":[\\"é\\"]}","invocationId":"0","target":"echo","arguments":["é"]}
{"seq":5,"time":"2026-11-21T12:01:07.227Z","direction":"received","kind":"completion","frame":4,"bytes":43,"text":"{\\"type\\":3,\\"invocationId\\":\\"0\\",\\"result\\":null}","invocationId":"0","result":null,"roundTripMs":9.25}
{"seq":6,"time":"2026-11-21T12:01:07.218Z","direction":"received","kind":"malformed","frame":5,"bytes":8,"text":"{\\"type\\":","reason":"The JSON ends too early","offset":8}
{"seq":7,"time":"2026-11-21T12:01:07.218Z","direction":"received","kind":"binary","frame":6,"bytes":3,"base64":"ApEG"}
{"seq":8,"time":"2026-11-21T12:01:07.218Z","direction":"local","kind":"closed","code":1000,"reason":""}
`,
    );
  });

  void test("is read back to the same lines", () => {
    const text = writeTranscript({ target: "chat", startedAt: time }, records);
    const read = readTranscript(text);
    assert.equal(writeTranscript(read, read.records), text);
  });

  void test("keeps bytes that are no UTF-8", () => {
    const line = recordLine({ seq: 1, time, direction: "received", kind: "malformed", data: Uint8Array.of(0x22, 0xff), binary: false, members: { reason: "not UTF-8", offset: 1 } });
    assert.match(line, /"base64":"Iv8="/);
  });

  void test("holds no token, key or connection token, wherever they stand", () => {
    const text = `{"type":1,"target":"t","arguments":["Bearer ${jwt}","Endpoint=https://a;AccessKey=c2VjcmV0LWtleQ==;Version=1.0;"]}`;
    const line = recordLine({
      seq: 1, time, direction: "received", kind: "invocation", data: bytes(text), binary: false,
      members: { target: "t", arguments: [{ deep: [`Bearer ${jwt}`, "AccessKey=c2VjcmV0LWtleQ==;"] }], url: `wss://gateway/client/?hub=chat&id=connection-token-1&access_token=${jwt}`, error: `?access_token=${jwt}` },
    });
    const header = headerLine({ target: `https://gateway/client?access_token=${jwt}`, startedAt: time });
    for (const secret of [jwt, "c2VjcmV0LXRoYXQ", "c2VjcmV0LWtleQ==", "connection-token-1", "signature"]) {
      assert.ok(!line.includes(secret), `${secret} in ${line}`);
      assert.ok(!header.includes(secret), `${secret} in ${header}`);
    }
    assert.match(line, /"target":"t"/);
  });

  void test("says which line cannot be read", () => {
    const good = writeTranscript({ target: "chat", startedAt: time }, records.slice(0, 2));
    assert.match(refusal(() => readTranscript("")).message, /^Line 1 /);
    assert.match(refusal(() => readTranscript(good.replace('"version":1', '"version":2'))).message, /^Line 1 .*version/);
    assert.match(refusal(() => readTranscript(`${good}{"seq":3`)).message, /^Line 4 /);
    assert.match(refusal(() => readTranscript(good.replace('"kind":"negotiate"', '"kind":"nothing"'))).message, /^Line 2 .*kind/);
  });

  void test("is refused as a Problem or read, whatever a file holds", () => {
    const good = writeTranscript({ target: "chat", startedAt: time }, records);
    fc.assert(
      fc.property(fc.nat(good.length), fc.string({ maxLength: 3 }), fc.nat(3), (at, put, cut) => {
        const text = good.slice(0, at) + put + good.slice(at + cut);
        try {
          readTranscript(text);
        } catch (error) {
          assert.ok(error instanceof Problem, String(error));
        }
      }),
      { numRuns: 300 },
    );
  });
});
