// A hub that floods whoever asks, in a process of its own so that only the reader's work is measured. Prints its port.
import { once } from "node:events";
import { createServer } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { jsonProtocol } from "../../src/signalr/protocol/json.ts";
import { messagePackProtocol } from "../../src/signalr/protocol/messagepack.ts";
import type { HubMessage } from "../../src/signalr/protocol/messages.ts";

const message: HubMessage = { kind: "invocation", target: "price", arguments: ["CTSO", 184.25, { bid: 184.2, ask: 184.3, at: "2026-11-21T12:01:04.250Z" }] };
const done: HubMessage = { kind: "invocation", target: "done", arguments: [] };
const pieceBytes = 1024 * 1024;

/** A WebSocket frame of a server (RFC 6455 section 5.2), made once: the flood costs this side nothing but the writing. */
function frame(payload: Uint8Array, binary: boolean): Buffer {
  const header = payload.length < 126 ? Buffer.from([0, payload.length]) : Buffer.from([0, 126, payload.length >> 8, payload.length & 0xff]);
  header[0] = binary ? 0x82 : 0x81;
  return Buffer.concat([header, payload]);
}

/** Sends `count` messages, `batch` to a frame, and then `done`. */
async function flood(stream: Duplex, protocolName: string, count: number, batch: number): Promise<void> {
  const protocol = protocolName === "messagepack" ? messagePackProtocol : jsonProtocol;
  const record = protocol.encode(message);
  const one = frame(Buffer.concat(Array.from({ length: batch }, () => record)), protocol.binary);
  const perPiece = Math.max(1, Math.floor(pieceBytes / one.length));
  const piece = Buffer.concat(Array.from({ length: perPiece }, () => one));
  for (let left = count / batch; left > 0; left -= perPiece) {
    const data = left >= perPiece ? piece : piece.subarray(0, left * one.length);
    if (!stream.write(data)) await once(stream, "drain");
  }
  stream.write(frame(protocol.encode(done), protocol.binary));
}

const server = createServer();
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
server.on("upgrade", (request, stream, head) => {
  // The path says what the flood is: /PROTOCOL/COUNT/BATCH. It begins with the client's second message.
  const [, protocolName = "json", count = "0", batch = "1"] = (request.url ?? "").split(/[/?]/);
  sockets.handleUpgrade(request, stream, head, (socket) => {
    socket.once("message", () => {
      socket.send("{}\u001e");
      socket.once("message", () => void flood(stream, protocolName, Number(count), Number(batch)));
    });
  });
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const address = server.address();
process.stdout.write(`${typeof address === "object" ? address?.port : ""}\n`);
