import assert from "node:assert/strict";
import { readNegotiateAnswer } from "../../../src/signalr/negotiateAnswer.ts";
import { Problem } from "../../../src/signalr/problem.ts";
import { EventStream } from "../../../src/signalr/transport/eventStream.ts";
import { recordedBytes } from "../corpus.ts";
import { cut, seeds } from "../target.ts";
import type { FuzzTarget } from "../target.ts";

const events: FuzzTarget = {
  name: "event stream",
  seeds: [
    ...seeds(":\r\ndata: {}\u001e\r\n\r\n", "data: a\ndata: b\n\nid: 1\nevent: x\ndata:c\n\n", ":\n\n", "retry: 10\r\rdata: x\r\r"),
    Uint8Array.from(Buffer.concat(recordedBytes("json").map((bytes) => Buffer.concat([Buffer.from("data: "), bytes, Buffer.from("\u001e\r\n\r\n")])))),
  ],
  check(bytes, random) {
    const whole = eventsOf([bytes]);
    assert.deepEqual(eventsOf(cut(bytes, random)), whole, "it does not matter how the stream is cut");
    let from = 0;
    for (const line of whole.flatMap((event) => event.split("\n"))) {
      const found = Buffer.from(bytes).indexOf(line, from, "latin1");
      assert.ok(found >= from, "what is told has come, in this order");
      from = found + line.length;
    }
  },
};

/** The data of the events, a character a byte. */
function eventsOf(pieces: readonly Uint8Array[]): readonly string[] {
  const stream = new EventStream();
  const data = pieces.flatMap((piece) => stream.push(piece));
  return [...data, ...stream.end()].map((event) => Buffer.from(event).toString("latin1"));
}

const negotiated: FuzzTarget = {
  name: "negotiate answer",
  seeds: seeds(
    '{"negotiateVersion":1,"connectionId":"4ZzI6d03EKgnu-zfNMGaGw","connectionToken":"kq0B1fVnq3m2Yw8cX5tTdA","availableTransports":[{"transport":"WebSockets","transferFormats":["Text","Binary"]},{"transport":"LongPolling","transferFormats":["Text"]}]}',
    '{"useStatefulReconnect":true,"negotiateVersion":0,"connectionId":"x","availableTransports":[]}',
    '{"negotiateVersion":0,"url":"https://apim.contoso.com/client/?hub=chat","accessToken":"eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJ4In0.c2ln","availableTransports":[]}',
    '{"error":"no"}',
    '{"ProtocolVersion":"2.0","RedirectUrl":"https://a/aspnetclient","AccessToken":"x"}',
    "<!DOCTYPE html><html><title>Sign in</title></html>",
  ),
  check(bytes, random) {
    const headers = random.of([{}, { "content-type": "application/json" }, { "content-type": "text/html" }]);
    try {
      const answer = readNegotiateAnswer({ status: 200, headers, body: Buffer.from(bytes).toString("utf8") }, "https://a.example/chat/negotiate");
      assert.ok(answer.kind === "connect" ? answer.connectionToken !== "" : URL.canParse(answer.url));
    } catch (error) {
      assert.ok(error instanceof Problem, String(error));
      assert.ok(error.message.length < 1_000 && error.details.nextStep !== undefined, "a person can act on it");
    }
  },
};

export const answerTargets: readonly FuzzTarget[] = [events, negotiated];
