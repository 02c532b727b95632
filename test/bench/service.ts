import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Server } from "socket.io";
import { WebSocket } from "ws";
import type { SignalRModel } from "../../src/sandbox/model.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { createClientToken } from "../../src/signalr/token.ts";
import { publishSandbox } from "../support/published.ts";
import { inTurns, median, say, timed } from "./measure.ts";
import { dialMinimalApp } from "./minimalApp.ts";

const clients = 1000;
const idleClients = 10_000;
const broadcasts = 50;
const roundTrips = 300;
const text = "a message of the usual size: seventy bytes or so, as a chat would send";
const invocation = `{"type":1,"target":"broadcastMessage","arguments":["a","${text}"]}\u001e`;
const handshake = '{"protocol":"json","version":1}\u001e';

interface Target {
  readonly url: string;
  readonly headers: { readonly Authorization?: string };
}

/** Broadcasts from an app server through service and gateway, against the sandbox's own hub without either and against socket.io; what idle clients cost. */
export async function benchService(): Promise<void> {
  const [external, own] = [await startSandbox({ app: "external" }), await startSandbox()];
  const socketIo = await startSocketIo();
  const app = await dialMinimalApp(external.line.serviceEndpoint, allowMany(external).keys.primary);
  allowMany(own);
  await publishSandbox(external.line);
  const through = await connectAll(await target(external, external.line.gatewayUrl), handshake);
  const plain = await connectAll(await target(own, own.line.serviceEndpoint), handshake);
  const peers = await connectAll({ url: `${socketIo.url}/socket.io/?EIO=4&transport=websocket`, headers: {} }, "40");
  const rates = await inTurns(5, {
    external: () => delivered(through, () => app.broadcast(text)),
    own: () => delivered(plain, () => plain[0]?.send(invocation)),
    socketIo: () => delivered(peers, () => socketIo.broadcast(text)),
  });
  say(`service: to ${clients} clients, app to gateway`, rates.external, rates.own, "messages/s", "own hub, no gateway");
  say(`service: to ${clients} clients, app to gateway`, rates.external, rates.socketIo, "messages/s", "socket.io");
  say(`service: to ${clients} clients, own hub`, rates.own, rates.socketIo, "messages/s", "socket.io");
  for (const socket of [...through, ...plain, ...peers]) socket.terminate();
  await benchIdle(await target(external, external.line.serviceEndpoint));
  app.stop();
  socketIo.stop();
  await Promise.all([external.stop(), own.stop()]);
}

async function benchIdle({ url, headers }: Target): Promise<void> {
  const [probe] = await connectAll({ url, headers }, handshake, 1);
  if (probe === undefined) return;
  const alone = await latency(probe);
  const before = memory();
  const child = spawn(process.execPath, [join(import.meta.dirname, "idleClients.ts"), url, headers.Authorization?.slice("Bearer ".length) ?? "", String(idleClients)], { stdio: ["pipe", "pipe", "inherit"] });
  await once(child.stdout, "data");
  say(`service: each of ${idleClients} idle clients`, (memory() - before) / 1024 / idleClients, 64, "KiB", "budget");
  say(`service: round trip beside ${idleClients} idle`, await latency(probe), alone, "ms", "alone");
  child.kill();
}

/** A unit carries 1,000 clients; the figures need more. */
function allowMany({ model }: Sandbox): SignalRModel {
  const [service] = model.services.values();
  if (service === undefined) throw new Error("The sandbox has no service.");
  service.envelope = { ...service.envelope, sku: { name: "Standard_S1", capacity: 20 } };
  return service;
}

async function target({ line, model }: Sandbox, base: string): Promise<Target> {
  const [service] = model.services.values();
  const token = await createClientToken({ accessKey: service?.keys.primary ?? "", endpoint: line.serviceEndpoint, hub: "chat" });
  return { url: `${base}/client/?hub=chat`, headers: { Authorization: `Bearer ${token}` } };
}

async function startSocketIo(): Promise<{ readonly url: string; broadcast(message: string): void; stop(): void }> {
  const server = createServer();
  const io = new Server(server, { transports: ["websocket"], perMessageDeflate: false });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return { url: `http://127.0.0.1:${address.port}`, broadcast: (message) => io.emit("broadcastMessage", "a", message), stop: () => void io.close() };
}

/** Bare WebSockets for all, so that the peers differ in their servers alone; each has had the answer to its hello. */
async function connectAll({ url, headers }: Target, hello: string, count = clients): Promise<WebSocket[]> {
  const sockets: WebSocket[] = [];
  while (sockets.length < count) {
    const batch = Array.from({ length: Math.min(50, count - sockets.length) }, () => new WebSocket(url.replace("http", "ws"), { perMessageDeflate: false, headers }));
    await Promise.all(batch.map((socket) => greeted(socket, hello)));
    sockets.push(...batch);
  }
  return sockets;
}

async function greeted(socket: WebSocket, hello: string): Promise<void> {
  await once(socket, "open");
  const answered = new Promise<void>((resolve) => {
    const read = (data: unknown): void => {
      const said = String(data);
      // engine.io speaks first; what answers a socket.io hello begins as the hello does.
      if (hello === "40" && !said.startsWith("40")) return;
      socket.off("message", read);
      resolve();
    };
    socket.on("message", read);
  });
  socket.send(hello);
  await answered;
}

/** Messages that reach clients in a second, all of them receiving every broadcast. */
async function delivered(sockets: readonly WebSocket[], send: () => void): Promise<number> {
  let left = sockets.length * broadcasts;
  const { promise, resolve } = Promise.withResolvers<void>();
  const read = (data: unknown): void => {
    // Pings are not what is counted.
    if (String(data).includes("broadcastMessage") && --left === 0) resolve();
  };
  for (const socket of sockets) socket.on("message", read);
  const ms = await timed(async () => {
    for (let count = 0; count < broadcasts; count++) send();
    await promise;
  });
  for (const socket of sockets) socket.off("message", read);
  return (sockets.length * broadcasts) / (ms / 1000);
}

async function latency(socket: WebSocket): Promise<number> {
  const values: number[] = [];
  for (let count = 0; count < roundTrips; count++) {
    values.push(await timed(async () => {
      const answer = once(socket, "message");
      socket.send(invocation);
      await answer;
    }));
  }
  return median(values);
}

/** Bytes in use after a collection: heap and buffers. */
function memory(): number {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
