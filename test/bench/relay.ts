import { once } from "node:events";
import { Agent, createServer, request } from "node:http";
import type { Server } from "node:http";
import httpProxy from "http-proxy";
import { WebSocket, WebSocketServer } from "ws";
import type { ArmResource } from "../../src/apim/model.ts";
import { createControlPlane } from "../../src/azure/createControlPlane.ts";
import { parseProfile } from "../../src/azure/profile.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { inTurns, median, say, timed } from "./measure.ts";

const bodyBytes = 32 * 1024 * 1024;
const httpCalls = 300;
const pings = 500;
const burst = 2000;
const burstBytes = 16 * 1024;
const mebi = 1024 * 1024;

/** The gateway's relay against no proxy at all and against `http-proxy`, all in this process. */
export async function benchRelay(): Promise<void> {
  const backend = await startBackend();
  const sandbox = await startSandbox();
  const proxy = await startProxy(`http://127.0.0.1:${backend.port}`);
  try {
    await routeTo(sandbox, backend.port);
    const places = { direct: `http://127.0.0.1:${backend.port}/bench`, gateway: `${sandbox.line.gatewayUrl}/bench`, proxy: `http://127.0.0.1:${proxy.port}/bench` };
    const sockets = { direct: places.direct, gateway: `${sandbox.line.gatewayUrl}/benchws`, proxy: places.proxy };
    const each = (at: Readonly<Record<keyof typeof places, string>>, measure: (url: string) => Promise<number>): Promise<Record<keyof typeof places, number>> =>
      inTurns(5, { direct: () => measure(at.direct), gateway: () => measure(at.gateway), proxy: () => measure(at.proxy) });
    compare("gateway, HTTP: latency", "ms", await each(places, httpLatency));
    compare("gateway, HTTP: throughput", "MiB/s", await each(places, httpThroughput));
    compare("gateway, WebSocket: latency", "ms", await each(sockets, socketLatency));
    compare("gateway, WebSocket: throughput", "MiB/s", await each(sockets, socketThroughput));
  } finally {
    await sandbox.stop();
    proxy.stop();
    backend.stop();
  }
}

function compare(what: string, unit: string, { direct, gateway, proxy }: Record<"direct" | "gateway" | "proxy", number>): void {
  say(what, gateway, direct, unit, "direct");
  say(what, gateway, proxy, unit, "http-proxy");
}

interface Running {
  readonly port: number;
  stop(): void;
}

/** Answers GET with a large body, anything else with a small one, and echoes WebSocket messages. */
export async function startBackend(): Promise<Running> {
  const chunk = Buffer.alloc(64 * 1024);
  const server = createServer((incoming, response) => {
    incoming.resume();
    if (incoming.method !== "GET") return response.end("ok");
    let left = bodyBytes;
    const more = (): void => {
      while (left > 0) {
        left -= chunk.length;
        if (!response.write(chunk)) return void response.once("drain", more);
      }
      response.end();
    };
    more();
    return undefined;
  });
  new WebSocketServer({ server, perMessageDeflate: false }).on("connection", (socket) => socket.on("message", (data, binary) => socket.send(data as Buffer, { binary })));
  return listening(server);
}

async function startProxy(target: string): Promise<Running> {
  const proxy = httpProxy.createProxyServer({ target, ws: true, agent: new Agent({ keepAlive: true }) });
  const server = createServer((incoming, response) => proxy.web(incoming, response));
  server.on("upgrade", (incoming, socket, head) => proxy.ws(incoming, socket, head));
  return listening(server);
}

async function listening(server: Server): Promise<Running> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return { port: address.port, stop: () => server.close().closeAllConnections() };
}

async function routeTo(sandbox: Sandbox, port: number): Promise<void> {
  const put = await putter(sandbox);
  await put({ path: "apis/bench", properties: { displayName: "Bench", type: "http", path: "bench", protocols: ["https"], serviceUrl: `http://127.0.0.1:${port}/bench`, subscriptionRequired: false } });
  for (const method of ["GET", "POST"]) await put({ path: `apis/bench/operations/${method}`, properties: { displayName: method, method, urlTemplate: "/" } });
  await put({ path: "apis/benchws", properties: { displayName: "Bench sockets", type: "websocket", path: "benchws", protocols: ["wss"], serviceUrl: `ws://127.0.0.1:${port}/bench`, subscriptionRequired: false } });
}

/** Writes a resource of the sandbox's instance. */
export async function putter({ line }: Sandbox): Promise<(resource: ArmResource) => Promise<unknown>> {
  const { cloud, credential, subscriptionId } = parseProfile(JSON.stringify(line), "the sandbox's line");
  const controlPlane = createControlPlane(cloud, credential);
  const { instances: [instance] } = await controlPlane.discover([subscriptionId]);
  if (instance === undefined) throw new Error("The sandbox has no instance.");
  return (resource) => controlPlane.put(instance, resource);
}

/** The median of calls one after the other, in milliseconds. */
export async function httpLatency(url: string): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const values: number[] = [];
  for (let index = 0; index < httpCalls; index++) values.push(await timed(() => exchange(url, "POST", agent)));
  agent.destroy();
  return median(values);
}

async function httpThroughput(url: string): Promise<number> {
  const ms = await timed(() => exchange(url, "GET"));
  return bodyBytes / mebi / (ms / 1000);
}

function exchange(url: string, method: string, agent?: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, ...(agent === undefined ? {} : { agent }) }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url} answers ${response.statusCode}`));
      response.resume().on("end", resolve).on("error", reject);
    });
    outgoing.on("error", reject).end();
  });
}

async function socketLatency(url: string): Promise<number> {
  const socket = await open(url);
  const values: number[] = [];
  for (let index = 0; index < pings; index++) {
    values.push(await timed(() => {
      const answer = once(socket, "message");
      socket.send("a message of the usual size: seventy bytes or so, as a chat would send");
      return answer;
    }));
  }
  socket.terminate();
  return median(values);
}

async function socketThroughput(url: string): Promise<number> {
  const socket = await open(url);
  const message = Buffer.alloc(burstBytes);
  const ms = await timed(() => new Promise<void>((resolve) => {
    let left = burst;
    socket.on("message", () => --left === 0 && resolve());
    for (let index = 0; index < burst; index++) socket.send(message);
  }));
  socket.terminate();
  return (burst * burstBytes) / mebi / (ms / 1000);
}

async function open(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url.replace(/^http/, "ws"), { perMessageDeflate: false });
  await once(socket, "open");
  return socket;
}
