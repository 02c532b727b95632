import assert from "node:assert/strict";
import { once } from "node:events";
import type { TestContext } from "node:test";
import { WebSocket } from "ws";
import type { TestService } from "./signalRService.ts";

/** U+001E, the record separator. */
export const rs = "\u001e";
export const jsonHandshake = `{"protocol":"json","version":1}${rs}`;

export interface Negotiated {
  readonly negotiateVersion: number;
  readonly connectionId: string;
  readonly connectionToken?: string;
  readonly availableTransports: readonly { readonly transport: string; readonly transferFormats: readonly string[] }[];
}

/** Negotiates as the official client does and gives the answer. */
export async function negotiate(service: TestService, query = "hub=chat&negotiateVersion=1", token?: string): Promise<Negotiated> {
  const response = await fetch(`${service.url}/client/negotiate?${query}`, { method: "POST", headers: { Authorization: `Bearer ${token ?? (await service.token())}` } });
  assert.equal(response.status, 200, await response.clone().text());
  const answer: unknown = await response.json();
  return answer as Negotiated;
}

/** The connect URL of a fresh client, token and all. */
export async function connectUrl(service: TestService): Promise<string> {
  const { connectionToken = "" } = await negotiate(service);
  return `${service.url}/client/?hub=chat&negotiateVersion=1&id=${connectionToken}`;
}

export async function bearer(service: TestService): Promise<{ Authorization: string }> {
  return { Authorization: `Bearer ${await service.token()}` };
}

/** A WebSocket that keeps what it received, in order. */
export class RawSocket {
  readonly socket: WebSocket;
  readonly #messages: { readonly data: Buffer; readonly binary: boolean }[] = [];
  readonly #arrived: (() => void)[] = [];
  /** Close code and reason. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;

  constructor(url: string, headers: Record<string, string>) {
    this.socket = new WebSocket(url.replace(/^http/, "ws"), { headers });
    this.socket.on("message", (data, binary) => {
      this.#messages.push({ data: Buffer.isBuffer(data) ? data : Buffer.alloc(0), binary });
      for (const wake of this.#arrived.splice(0)) wake();
    });
    this.closed = new Promise((resolve) => this.socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() })));
  }

  /** The next message not taken yet. */
  async next(): Promise<{ readonly data: Buffer; readonly binary: boolean }> {
    for (;;) {
      const message = this.#messages.shift();
      if (message !== undefined) return message;
      await new Promise<void>((resolve) => this.#arrived.push(resolve));
    }
  }

  async text(): Promise<string> {
    const { data, binary } = await this.next();
    assert.equal(binary, false, "a text frame was expected");
    return data.toString();
  }

  send(data: string | Uint8Array): void {
    this.socket.send(data);
  }
}

/** An open WebSocket at the service. */
export async function openSocket(t: TestContext, service: TestService, url?: string, headers?: Record<string, string>): Promise<RawSocket> {
  const raw = new RawSocket(url ?? (await connectUrl(service)), headers ?? (await bearer(service)));
  t.after(() => raw.socket.terminate());
  await once(raw.socket, "open");
  return raw;
}

/** The same, with the json handshake done. */
export async function chatSocket(t: TestContext, service: TestService): Promise<RawSocket> {
  const raw = await openSocket(t, service);
  raw.send(jsonHandshake);
  assert.equal(await raw.text(), `{}${rs}`);
  return raw;
}

/** Status and body of a refused upgrade. */
export async function refusedUpgrade(url: string, headers: Record<string, string> = {}): Promise<{ readonly status: number; readonly body: string; readonly headers: NodeJS.Dict<string | string[]> }> {
  const socket = new WebSocket(url.replace(/^http/, "ws"), { headers });
  return await new Promise((resolve, reject) => {
    socket.on("open", () => reject(new Error("The upgrade was accepted.")));
    socket.on("error", () => {});
    socket.on("unexpected-response", (_request, response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString(), headers: response.headers }));
    });
  });
}
