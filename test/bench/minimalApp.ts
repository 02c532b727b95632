import { once } from "node:events";
import { WebSocket } from "ws";
import { decodeServiceMessage, encodeServiceMessage } from "../../src/sandbox/service/serverProtocol/codec.ts";
import { FrameReader } from "../../src/sandbox/service/serverProtocol/frameReader.ts";
import { serverToken } from "../support/appServer.ts";

/** An app server that keeps nothing of its clients: it answers handshakes, echoes everything else, and broadcasts. */
export class MinimalApp {
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    const frames = new FrameReader(1 << 26);
    socket.on("message", (data) => {
      for (const frame of frames.push(data as Buffer)) {
        const message = decodeServiceMessage(frame);
        if (message?.kind !== "connectionData") continue;
        const handshake = Buffer.from(message.payload).includes('"protocol"');
        socket.send(encodeServiceMessage({ ...message, payload: handshake ? Buffer.from("{}\u001e") : message.payload }));
      }
    });
  }

  broadcast(text: string): void {
    const json = Buffer.from(`{"type":1,"target":"broadcastMessage","arguments":["a","${text}"]}\u001e`);
    this.#socket.send(encodeServiceMessage({ kind: "broadcastData", excludedList: [], payloads: [["json", json]] }));
  }

  stop(): void {
    this.#socket.terminate();
  }
}

export async function dialMinimalApp(serviceUrl: string, accessKey: string): Promise<MinimalApp> {
  const socket = new WebSocket(`${serviceUrl.replace("http", "ws")}/server/?hub=chat`, { headers: { Authorization: `Bearer ${await serverToken(accessKey, "chat", "bench")}` } });
  await once(socket, "open");
  socket.send(encodeServiceMessage({ kind: "handshakeRequest", version: 1, connectionType: 0, target: "", migrationLevel: 0, allowStatefulReconnects: false }));
  await once(socket, "message");
  return new MinimalApp(socket);
}
