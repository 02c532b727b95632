import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { connect } from "../../../src/signalr/connection.ts";
import type { TransportName, WireRecord } from "../../../src/signalr/events.ts";
import { Problem } from "../../../src/signalr/problem.ts";
import { recordedBytes } from "../corpus.ts";
import type { Random } from "../random.ts";
import { cut, seeds } from "../target.ts";
import type { FuzzTarget } from "../target.ts";

const negotiated = (transport: string): string => `{"negotiateVersion":1,"connectionId":"a","connectionToken":"b","availableTransports":[{"transport":"${transport}","transferFormats":["Text","Binary"]}]}`;

type Answer = (response: ServerResponse) => void;

/** A server that gives one answer after the other to GETs, and takes everything else. */
async function serve(transport: string, gets: readonly Answer[]): Promise<{ readonly url: string; stop(): void }> {
  const rest = [...gets];
  const server = createServer((incoming: IncomingMessage, response) => {
    incoming.resume();
    if (incoming.method === "GET") return (rest.shift() ?? ((last) => last.writeHead(204).end()))(response);
    return response.setHeader("content-type", "application/json").end(incoming.url?.includes("/negotiate") === true ? negotiated(transport) : "");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/chat`, stop: () => server.close().closeAllConnections() };
}

/** Connects, and gives the records received after the handshake once the connection has ended. */
async function receivedBy(transport: TransportName, serverName: string, gets: readonly Answer[]): Promise<readonly WireRecord[]> {
  const server = await serve(serverName, gets);
  const records: WireRecord[] = [];
  try {
    const connection = await connect({ url: server.url, transport }, { hop: () => undefined, record: (record) => records.push(record), closed: () => undefined });
    await connection.closed;
  } catch (error) {
    assert.ok(error instanceof Problem, String(error));
  } finally {
    server.stop();
  }
  return records.filter(({ direction, message }) => direction === "received" && message.kind !== "handshake");
}

/** What came is what was sent, up to where a close message may have ended it. */
function checkBytes(records: readonly WireRecord[], sent: Uint8Array): void {
  const whole = Buffer.concat(records.flatMap(({ bytes }) => [bytes, Buffer.from("\u001e")]));
  const ended = records.some(({ message }) => message.kind === "close");
  // What the connection ended in the middle of has no terminator.
  const came = [whole, whole.subarray(0, -1)];
  assert.ok(came.some((bytes) => bytes.equals(ended ? sent.subarray(0, bytes.length) : sent)), `${whole.length} of ${sent.length} bytes came`);
}

const chat = [...seeds('{"type":6}\u001e{"type":1,"target":"a","arguments":[1]}\u001e', '{"type":7}\u001e'), Uint8Array.from(Buffer.concat(recordedBytes("json").flatMap((bytes) => [bytes, Buffer.from("\u001e")])))];

function poll(body: Uint8Array, random: Random): Answer {
  const packed = random.below(3) === 0;
  return (response) => response.writeHead(200, { "content-type": "application/octet-stream", ...(packed && { "content-encoding": "gzip" }) }).end(packed ? gzipSync(body) : body);
}

const longPolling: FuzzTarget = {
  name: "long-poll bodies",
  seeds: chat,
  slow: true,
  async check(bytes, random) {
    const bodies = random.below(2) === 0 ? [bytes] : [bytes.subarray(0, bytes.length >> 1), bytes.subarray(bytes.length >> 1)];
    const gets = [new Uint8Array(), Buffer.from("{}\u001e"), ...bodies].map((body) => poll(body, random));
    checkBytes(await receivedBy("longPolling", "LongPolling", gets), bytes);
  },
};

const packedBodies: FuzzTarget = {
  name: "compressed bodies",
  seeds: chat.map((body) => Uint8Array.from(gzipSync(body))),
  slow: true,
  async check(bytes) {
    const broken: Answer = (response) => response.writeHead(200, { "content-type": "application/octet-stream", "content-encoding": "gzip" }).end(bytes);
    await receivedBy("longPolling", "LongPolling", [(response) => response.writeHead(200).end(), (response) => response.writeHead(200).end("{}\u001e"), broken]);
  },
};

const eventStream: FuzzTarget = {
  name: "server-sent events",
  seeds: chat,
  slow: true,
  async check(bytes, random) {
    // A payload with line ends travels as several `data:` lines (signalr-protocol 2.3); a carriage return cannot be carried.
    const payload = bytes.filter((byte) => byte !== 0x0d);
    const stream = Buffer.concat([Buffer.from(":\r\ndata: {}\u001e\r\n\r\n"), ...Buffer.from(payload).toString("latin1").split("\n").flatMap((line) => [Buffer.from(`data: ${line}\r\n`, "latin1")]), Buffer.from("\r\n")]);
    const answer: Answer = (response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      const pieces = cut(stream, random);
      for (const piece of pieces.slice(0, 100)) response.write(piece);
      response.end(Buffer.concat(pieces.slice(100)));
    };
    checkBytes(await receivedBy("serverSentEvents", "ServerSentEvents", [answer]), payload);
  },
};

export const transportTargets: readonly FuzzTarget[] = [longPolling, packedBodies, eventStream];
