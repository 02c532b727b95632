import * as signalR from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { connect } from "../../src/signalr/connection.ts";
import { jsonProtocol } from "../../src/signalr/protocol/json.ts";
import { messagePackProtocol } from "../../src/signalr/protocol/messagepack.ts";
import type { ProtocolName, TransportName } from "../../src/signalr/events.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { Recorder } from "../signalr/recorder.ts";
import { startAspNet, whyNoDotnet } from "./aspNetServer.ts";
import { OFFICIAL_TRANSPORT, OfficialWire } from "./officialWire.ts";

interface Way {
  readonly transport: TransportName;
  readonly protocol: ProtocolName;
}

const ways: readonly Way[] = [
  { transport: "webSockets", protocol: "json" },
  { transport: "webSockets", protocol: "messagepack" },
  { transport: "serverSentEvents", protocol: "json" },
  { transport: "longPolling", protocol: "json" },
  { transport: "longPolling", protocol: "messagepack" },
];

interface Transcript {
  readonly sent: readonly unknown[];
  readonly received: readonly unknown[];
}

/** What either client did, in the same words. */
interface Client {
  invoke(target: string, ...args: unknown[]): Promise<void>;
  send(target: string, ...args: unknown[]): Promise<void>;
  stream?(target: string, ...args: unknown[]): Promise<void>;
  upload?(target: string, items: readonly unknown[]): Promise<void>;
}

type Conversation = (client: Client) => Promise<void>;

async function official(url: string, { transport, protocol }: Way, talk: Conversation): Promise<Transcript> {
  const wire = new OfficialWire();
  const connection = new signalR.HubConnectionBuilder()
    .withUrl(url, { transport: OFFICIAL_TRANSPORT[transport], withCredentials: false, logger: wire, logMessageContent: true })
    .withHubProtocol(protocol === "json" ? new signalR.JsonHubProtocol() : new MessagePackHubProtocol())
    .configureLogging(wire)
    .build();
  connection.on("answer", (question: unknown) => `${String(question)}!`);
  await connection.start();
  await talk({
    invoke: async (target, ...args) => void (await connection.invoke(target, ...args).catch(() => undefined)),
    send: (target, ...args) => connection.send(target, ...args),
    stream: (target, ...args) => new Promise((resolve) => connection.stream(target, ...args).subscribe({ next: () => undefined, complete: resolve, error: () => resolve() })),
    upload: async (target, items) => {
      const subject = new signalR.Subject<unknown>();
      const answered = connection.invoke(target, subject);
      for (const item of items) subject.next(item);
      subject.complete();
      await answered;
    },
  });
  await connection.stop();
  return { sent: records(wire.sent, protocol), received: records(wire.received, protocol) };
}

async function ours(url: string, { transport, protocol }: Way, talk: Conversation): Promise<Transcript> {
  const seen = new Recorder();
  const hub = await connect({ url, transport, protocol, answers: async ({ arguments: args }) => ({ result: `${String(args[0])}!` }) }, seen);
  await talk({
    invoke: async (target, ...args) => void (await hub.invoke(target, args)),
    send: (target, ...args) => hub.send(target, args),
    stream: async (target, ...args) => void (await hub.stream(target, args).completion),
    upload: async (target, items) => {
      const id = hub.newStreamId();
      const answered = hub.invoke(target, [], { streamIds: [id] });
      for (const item of items) await hub.sendItem(id, item);
      await hub.completeStream(id);
      await answered;
    },
  });
  await hub.close();
  const side = (direction: "sent" | "received"): unknown[] => seen.records.filter((record) => record.direction === direction && record.message.kind !== "ping").map(({ message }) => plain(message));
  return { sent: side("sent"), received: side("received") };
}

/** Pings go by the clock, so they are left out. */
function records(messages: readonly string[], protocol: ProtocolName): readonly unknown[] {
  const bytes = Buffer.from(messages.join(""), "hex");
  const end = bytes.indexOf(0x1e);
  const handshake: unknown = JSON.parse(bytes.subarray(0, end).toString());
  const decoded = (protocol === "json" ? jsonProtocol : messagePackProtocol).decoder().push(bytes.subarray(end + 1));
  return [plain({ kind: "handshake", ...(handshake as object) }), ...decoded.filter(({ message }) => message.kind !== "ping").map(({ message }) => plain(message))];
}

/** Without the ids a server gives, which count over all its clients. */
function plain(message: object): unknown {
  const id: unknown = Reflect.get(message, "invocationId");
  return typeof id === "string" && !/^\d+$/.test(id) ? { ...message, invocationId: "the server's" } : { ...message };
}

function isClose(message: unknown): boolean {
  return isDeepStrictEqual(message, { kind: "close" });
}

async function compare(t: TestContext, url: string, which: readonly Way[], talk: Conversation): Promise<void> {
  for (const way of which) {
    await t.test(`${way.transport}, ${way.protocol}`, async () => {
      const [theirs, mine] = [await official(url, way, talk), await ours(url, way, talk)];
      assert.ok(theirs.sent.length > 3 && theirs.received.length > 3, "the official client's log was understood");
      // Goodbyes apart: over HTTP the official client does not wait until its own is on the way, and the server's may come too late to be seen.
      assert.deepEqual(mine.sent.filter((message) => way.transport === "webSockets" || !isClose(message)), theirs.sent.filter((message) => way.transport === "webSockets" || !isClose(message)));
      assert.deepEqual(mine.received.filter((message) => !isClose(message)), theirs.received.filter((message) => !isClose(message)));
    });
  }
}

void test("the same conversation with the sandbox's service, record for record as the official client's", async (t) => {
  const sandbox = await startSandbox({ event: () => undefined });
  t.after(() => sandbox.stop());
  await compare(t, `${sandbox.line.appServerUrl}/chat`, ways, async (client) => {
    await client.invoke("echo", "ann", "grüße ␞ 日本");
    await client.invoke("nowhere", 1, null, { a: [true, 1.5] });
    await client.invoke("broadcastMessage", "ann", "to all");
  });
});

void test("the same conversation with an ASP.NET Core app, record for record as the official client's", { skip: whyNoDotnet() ?? false }, async (t) => {
  const url = `${await startAspNet(t)}/chat`;
  await compare(t, url, ways.filter(({ protocol }) => protocol === "json"), async (client) => {
    await client.invoke("Echo", "ann", "hi");
    await client.invoke("Throws");
    await client.stream?.("Counter", 5);
    await client.upload?.("Sum", [1, 2, 3]);
    await client.invoke("Ask", "really");
    await client.stream?.("Nowhere");
  });
});
