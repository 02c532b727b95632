import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { hubProtocol } from "../../src/sandbox/service/hubProtocols.ts";
import type { MessageOf, ServiceMessage } from "../../src/sandbox/service/serverProtocol/messages.ts";
import { RECORD_SEPARATOR } from "../../src/signalr/protocol/json.ts";
import type { Completion, DecodedMessage, HubMessage, Invocation } from "../../src/signalr/protocol/messages.ts";
import type { RecordDecoder } from "../../src/signalr/protocol/protocol.ts";

/** What the hub reaches of its server. */
export interface HubServer {
  readonly serverId: string;
  send(message: ServiceMessage): void;
  /** Sends a message that carries this ack's id and gives the ack. */
  acknowledged(make: (ackId: number) => ServiceMessage): Promise<MessageOf<"ack">>;
  /** Asks a client and gives its answer, or throws with the error's words. */
  ask(connectionId: string, message: Invocation): Promise<unknown>;
  /** A client answered an invocation of this server. */
  answered(connectionId: string, completion: Completion): void;
}

/** Both protocols, as an app that has both sends to many. */
export function payloads(message: HubMessage): [string, Uint8Array][] {
  return ["json", "messagepack"].map((name) => [name, hubProtocol(name)?.encode(message) ?? new Uint8Array()]);
}

function say(text: string): Invocation {
  return { kind: "invocation", target: "said", arguments: [text] };
}

/** One client of an app server: its hub's methods, called by name. */
export class HubClient {
  readonly open: MessageOf<"openConnection">;
  readonly #server: HubServer;
  readonly #protocol: string;
  readonly #swallow: boolean;
  readonly #greeting: boolean;
  #handshake = Buffer.alloc(0);
  #decoder: RecordDecoder | undefined;
  #turn = Promise.resolve();

  /** @param greeting whether everyone hears of the client before its handshake is answered, as OnConnectedAsync may do */
  constructor(server: HubServer, open: MessageOf<"openConnection">, greeting: boolean) {
    this.open = open;
    this.#server = server;
    this.#protocol = open.extensions?.protocol ?? "json";
    this.#swallow = open.headers.some(([name]) => name === "Asrs-Migrate-From");
    this.#greeting = greeting;
  }

  received(payload: Uint8Array): void {
    if (this.#decoder === undefined) {
      this.#handshake = Buffer.concat([this.#handshake, payload]);
      const end = this.#handshake.indexOf(RECORD_SEPARATOR);
      if (end < 0) return;
      const rest = this.#handshake.subarray(end + 1);
      const asked: unknown = JSON.parse(this.#handshake.subarray(0, end).toString());
      assert.equal(typeof asked === "object" && asked !== null && "protocol" in asked ? asked.protocol : undefined, this.#protocol, "the handshake comes first");
      this.#decoder = hubProtocol(this.#protocol)?.decoder();
      if (this.#greeting) this.#everyone({ kind: "invocation", target: "joined", arguments: [this.open.connectionId] });
      if (!this.#swallow) this.#data(Buffer.from("{}\u001e"));
      if (rest.length > 0) this.received(rest);
      return;
    }
    for (const { message } of this.#decoder.push(payload)) this.#read(message);
  }

  /** As 1.34: what came of an unfinished message is thrown away. */
  reconnected(): void {
    assert.ok(this.#decoder, "a client comes back only after its handshake");
    this.#decoder = hubProtocol(this.#protocol)?.decoder();
  }

  write(message: HubMessage): void {
    this.#data(hubProtocol(this.#protocol)?.encode(message) ?? new Uint8Array());
  }

  #data(payload: Uint8Array): void {
    this.#server.send({ kind: "connectionData", connectionId: this.open.connectionId, payload });
  }

  #read(message: DecodedMessage): void {
    if (message.kind === "completion") this.#server.answered(this.open.connectionId, message);
    if (message.kind !== "invocation") return;
    this.#turn = this.#turn.then(() => this.#invoke(message));
  }

  async #invoke({ target, arguments: args, invocationId }: Invocation): Promise<void> {
    let answer: { result: unknown } | { error: string };
    try {
      answer = { result: (await this.#method(target, args.map(String))) ?? null };
    } catch (error) {
      answer = { error: error instanceof Error ? error.message : String(error) };
    }
    if (invocationId !== undefined) this.write({ kind: "completion", invocationId, ...answer });
  }

  async #method(target: string, [first = "", second = "", third = ""]: readonly string[]): Promise<unknown> {
    const { connectionId } = this.open;
    switch (target) {
      case "Echo":
        return `${first} by ${this.#server.serverId}`;
      case "Claims":
        return this.open.claims.map((claim) => [...claim]);
      case "Everyone":
        return this.#everyone(say(first));
      case "Others":
        return this.#everyone(say(first), [connectionId]);
      case "Join":
        return (await this.#server.acknowledged((ackId) => ({ kind: "joinGroupWithAck", connectionId: second === "" ? connectionId : second, groupName: first, ackId }))).status;
      case "Leave":
        return (await this.#server.acknowledged((ackId) => ({ kind: "leaveGroupWithAck", connectionId, groupName: first, ackId }))).status;
      case "Group":
        this.#server.send({ kind: "groupBroadcastData", groupName: first, excludedList: [], payloads: payloads(say(second)), excludedUserList: third === "" ? [] : [third], callerUserId: null });
        return undefined;
      case "User":
        this.#server.send({ kind: "userData", userId: first, payloads: payloads(say(second)) });
        return undefined;
      case "Ask":
        return await this.#server.ask(first, { kind: "invocation", invocationId: `${first}-${randomUUID()}`, target: "answer", arguments: [second] });
      case "Abort":
        this.write({ kind: "close" });
        this.#server.send({ kind: "closeConnection", connectionId, errorMessage: "", headers: [] });
        return undefined;
      default:
        throw new Error(`Unknown hub method '${target}'`);
    }
  }

  #everyone(message: Invocation, excludedList: readonly string[] = []): undefined {
    this.#server.send({ kind: "broadcastData", excludedList, payloads: payloads(message) });
  }
}
