import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { TestContext } from "node:test";
import { CompactSign } from "jose";
import { WebSocket } from "ws";
import type { RawData } from "ws";
import { hubProtocol } from "../../src/sandbox/service/hubProtocols.ts";
import { decodeServiceMessage, encodeServiceMessage } from "../../src/sandbox/service/serverProtocol/codec.ts";
import { FrameReader } from "../../src/sandbox/service/serverProtocol/frameReader.ts";
import type { MessageOf, ServiceMessage } from "../../src/sandbox/service/serverProtocol/messages.ts";
import type { Completion, Invocation } from "../../src/signalr/protocol/messages.ts";
import { HubClient, payloads } from "./appHub.ts";
import type { HubServer } from "./appHub.ts";

export interface AppServerOptions {
  /** Which generation of the service SDK this server is as strict as. */
  readonly sdk?: "1.25" | "1.34";
  readonly hub?: string;
  readonly serverId?: string;
  /** The SDK opens five. */
  readonly connections?: number;
  readonly connectionType?: number;
  /** Its hub is mapped with this option; 1.25 does not know it. */
  readonly allowStatefulReconnects?: boolean;
  /** 1 where its clients may move to another server. */
  readonly migrationLevel?: number;
  /** Instead of one signed with the service's key. */
  readonly token?: string;
  readonly greeting?: boolean;
  /** Runs before a frame is taken as usual; true when it took it itself. */
  readonly intercept?: (message: ServiceMessage, connection: AppConnection) => boolean;
}

/** Where a server dials in. */
export interface ServerTarget {
  readonly url: string;
  readonly signalR: { readonly keys: { readonly primary: string } };
}

/** A token as the service SDK makes it for its server connections: no port in the audience. */
export async function serverToken(accessKey: string, hub: string, serverId: string, audience = `http://127.0.0.1/server/?hub=${hub}`): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return await new CompactSign(Buffer.from(JSON.stringify({ nameid: serverId, nbf: now, exp: now + 3600, iat: now, aud: audience })))
    .setProtectedHeader({ alg: "HS256", typ: "JWT", kid: "-123456" })
    .sign(Buffer.from(accessKey));
}

/** One of a server's sockets. */
export class AppConnection implements HubServer {
  readonly server: AppServer;
  readonly socket: WebSocket;
  readonly clients = new Map<string, HubClient>();
  readonly pings: (readonly (string | null)[])[] = [];
  readonly #frames = new FrameReader(1 << 26);
  readonly #left = new Set<string>();
  #shaken = false;

  constructor(server: AppServer, socket: WebSocket) {
    this.server = server;
    this.socket = socket;
    socket.on("message", (data: RawData, binary: boolean) => {
      assert.ok(binary && Buffer.isBuffer(data), "the service sends binary messages");
      for (const frame of this.#frames.push(data)) this.#read(frame);
      this.server.wake();
    });
    socket.on("close", () => this.server.wake());
  }

  get serverId(): string {
    return this.server.serverId;
  }

  send(message: ServiceMessage): void {
    this.socket.send(encodeServiceMessage(message));
  }

  acknowledged(make: (ackId: number) => ServiceMessage): Promise<MessageOf<"ack">> {
    return this.server.acknowledged(this, make);
  }

  ask(connectionId: string, message: Invocation): Promise<unknown> {
    return this.server.ask(this, connectionId, message);
  }

  answered(connectionId: string, completion: Completion): void {
    this.server.answered(this, connectionId, completion);
  }

  /** @throws AssertionError for everything the real SDK cannot stand; the test fails by it */
  #read(frame: Uint8Array): void {
    const message = decodeServiceMessage(frame);
    if (message === undefined) return;
    this.server.seen.push(message);
    if (!this.#shaken) {
      assert.equal(message.kind, "handshakeResponse", "nothing comes before the answer to the handshake");
      this.#shaken = true;
      return;
    }
    if (this.server.options.intercept?.(message, this) === true) return;
    this.#take(message);
  }

  #take(message: ServiceMessage): void {
    if (message.kind === "ping") {
      this.pings.push(message.messages);
      const [name, instance] = message.messages;
      if (name === "offline") this.#letGo(instance ?? "");
      if (name === "target") this.server.dialMore(instance ?? "");
      // The SDK keeps alive only in answer to frames.
      if (message.messages.length === 0) this.send({ kind: "ping", messages: ["#clientInHub", "0", "#client", String(this.clients.size)] });
    } else if (message.kind === "openConnection") {
      if (this.server.options.sdk !== "1.25") assert.ok(message.extensions?.protocol, "1.34 throws and loses a client without its protocol");
      assert.ok(!this.clients.has(message.connectionId), "a client is opened once");
      this.clients.set(message.connectionId, new HubClient(this, message, this.server.options.greeting === true));
    } else if (message.kind === "connectionData") {
      const client = this.clients.get(message.connectionId);
      // What was on its way when the app let the client go is nobody's.
      assert.ok(client ?? this.#left.has(message.connectionId), "data comes only for clients that are open on this connection");
      client?.received(message.payload);
    } else if (message.kind === "connectionReconnect") {
      assert.notEqual(this.server.options.sdk, "1.25", "1.25 does not know the message, and its stream breaks");
      this.clients.get(message.connectionId)?.reconnected();
    } else if (message.kind === "closeConnection") this.clients.delete(message.connectionId);
    else if (message.kind === "ack") this.server.acks.get(message.ackId)?.(message);
    else if (message.kind === "clientInvocation") {
      assert.deepEqual(message.payloads, [], "the owner of a client gets no payload: the service has delivered it");
      this.server.foreign.set(message.invocationId, message);
    } else if (message.kind === "clientCompletion" || message.kind === "errorCompletion") this.server.completed(message);
    else if (message.kind === "connectionFlowControl" && message.operation === 1) this.send({ ...message, operation: 2 });
    else if (message.kind === "connectionFlowControl" && message.operation === 4) assert.equal(this.clients.size, 0, "the SDK would hold back what it has for its clients");
  }

  /** The clients of an instance that goes: each is told that it may come back. */
  #letGo(instance: string): void {
    for (const [connectionId, client] of this.clients) {
      if (new Map(client.open.headers).get("Asrs-Instance-Id")?.[0] !== instance) continue;
      client.write({ kind: "close", allowReconnect: true });
      this.send({ kind: "closeConnection", connectionId, errorMessage: "", headers: [] });
      this.clients.delete(connectionId);
      this.#left.add(connectionId);
    }
  }
}

/** An app's process: some sockets to the service for one hub. */
export class AppServer {
  readonly options: AppServerOptions;
  readonly serverId: string;
  readonly connections: AppConnection[] = [];
  /** Every frame from the service, in order. */
  readonly seen: ServiceMessage[] = [];
  readonly acks = new Map<number, (ack: MessageOf<"ack">) => void>();
  /** Invocations that other servers made of our clients. */
  readonly foreign = new Map<string, MessageOf<"clientInvocation">>();
  readonly #asked = new Map<string, { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void }>();
  readonly #waiting: (() => void)[] = [];
  #nextAck = 1;
  #service: ServerTarget | undefined;

  constructor(options: AppServerOptions) {
    this.options = options;
    this.serverId = options.serverId ?? `machine_${randomUUID().replaceAll("-", "")}`;
  }

  get clients(): HubClient[] {
    return this.connections.flatMap((connection) => [...connection.clients.values()]);
  }

  /** Any of the sockets. */
  get connection(): AppConnection {
    const [first] = this.connections;
    assert.ok(first);
    return first;
  }

  async dial(target: ServerTarget): Promise<void> {
    this.#service = target;
    for (let count = 0; count < (this.options.connections ?? 1); count++) await this.#dialOne(target, "");
  }

  /** The service asks for one connection more, to an instance of its own. */
  dialMore(instance: string): void {
    if (this.#service !== undefined) void this.#dialOne(this.#service, instance);
  }

  async #dialOne({ url, signalR }: ServerTarget, instance: string): Promise<void> {
    const { hub = "chat", connectionType = 0, migrationLevel = 0, sdk = "1.34", allowStatefulReconnects = false } = this.options;
    const token = this.options.token ?? (await serverToken(signalR.keys.primary, hub, this.serverId));
    const socket = new WebSocket(`${url.replace("http", "ws")}/server/?hub=${hub}&cid=${randomUUID()}${instance === "" ? "" : `&target=${instance}`}`, {
      headers: { Authorization: `Bearer ${token}`, "X-ASRS-Server-Id": this.serverId, "X-Requested-With": "XMLHttpRequest", "Asrs-User-Agent": `Microsoft.Azure.SignalR/${sdk}.0` },
    });
    const connection = new AppConnection(this, socket);
    await once(socket, "open");
    const before = this.#answers;
    this.connections.push(connection);
    connection.send({ kind: "handshakeRequest", version: 1, connectionType: instance === "" ? connectionType : 1, target: instance, migrationLevel, ...(sdk === "1.25" ? {} : { allowStatefulReconnects }) });
    await this.until(() => this.#answers > before);
  }

  get #answers(): number {
    return this.seen.filter(({ kind }) => kind === "handshakeResponse").length;
  }

  /** Resolves once `holds` is true, asked again after every message from the service. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  acknowledged(connection: AppConnection, make: (ackId: number) => ServiceMessage): Promise<MessageOf<"ack">> {
    const ackId = this.#nextAck++;
    return new Promise((resolve) => {
      this.acks.set(ackId, resolve);
      connection.send(make(ackId));
    });
  }

  ask(connection: AppConnection, connectionId: string, message: Invocation): Promise<unknown> {
    const { invocationId = "" } = message;
    return new Promise((resolve, reject) => {
      connection.send({ kind: "clientInvocation", invocationId, connectionId, callerServerId: this.serverId, payloads: payloads(message) });
      this.#asked.set(invocationId, { resolve, reject });
    });
  }

  answered(connection: AppConnection, connectionId: string, completion: Completion): void {
    const { invocationId } = completion;
    const foreign = this.foreign.get(invocationId);
    const own = foreign === undefined;
    assert.ok(!own || this.#asked.has(invocationId), "a completion comes only for an invocation this server knows");
    const payload = own ? new Uint8Array() : (hubProtocol("json")?.encode(completion) ?? new Uint8Array());
    connection.send({ kind: "clientCompletion", invocationId, connectionId, callerServerId: this.serverId, protocol: "json", payload, extensions: { protocol: "json" } });
    if (own) this.#asked.get(invocationId)?.resolve(completion.result);
  }

  completed(message: MessageOf<"clientCompletion"> | MessageOf<"errorCompletion">): void {
    const asked = this.#asked.get(message.invocationId);
    if (message.kind === "errorCompletion") asked?.reject(new Error(message.error ?? ""));
    else {
      const [record] = hubProtocol(message.protocol ?? "")?.decoder().push(message.payload) ?? [];
      assert.equal(record?.message.kind, "completion");
      if (record?.message.kind === "completion") asked?.resolve(record.message.result);
    }
  }

  stop(): void {
    for (const { socket } of this.connections) socket.terminate();
  }
}

/** A server that dialled in and shook hands, stopped after the test. */
export async function startAppServer(t: TestContext, target: ServerTarget, options: AppServerOptions = {}): Promise<AppServer> {
  const server = new AppServer(options);
  t.after(() => server.stop());
  await server.dial(target);
  return server;
}
