import { once } from "node:events";
import { createServer, request } from "node:http";
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, RequestOptions, Server } from "node:http";
import type { Socket } from "node:net";
import type { TestContext } from "node:test";
import { startGateway } from "../../../src/sandbox/gateway/gateway.ts";
import type { Gateway, GatewayOptions } from "../../../src/sandbox/gateway/gateway.ts";
import { listen, stopServer } from "../../../src/sandbox/loopback.ts";
import type { ApiEntity, InstanceModel, SandboxEvent } from "../../../src/sandbox/model.ts";
import { SandboxEvents } from "../../support/sandboxEvents.ts";
import { instanceWith } from "./instance.ts";

export interface Backend {
  readonly server: Server;
  readonly url: string;
}

/** A backend on loopback that lives as long as the test. */
export async function startBackend(t: TestContext, handler: RequestListener): Promise<Backend> {
  const server = createServer(handler);
  const port = await listen(server, 0);
  t.after(() => stopServer(server));
  return { server, url: `http://127.0.0.1:${port}` };
}

export interface Running extends Gateway {
  readonly instance: InstanceModel;
  /** Resolves with the first event, present or to come, that fits. */
  event(fits: (event: SandboxEvent) => boolean): Promise<SandboxEvent>;
}

export async function startTestGateway(t: TestContext, apis: readonly ApiEntity[], options: Partial<GatewayOptions> = {}): Promise<Running> {
  const { model, instance } = instanceWith(...apis);
  const told = new SandboxEvents();
  const gateway = await startGateway({ model, instance, port: 0, event: told.take, changed: () => undefined, ...options });
  t.after(() => gateway.stop());
  return { ...gateway, instance, event: (fits) => told.find(fits) };
}

/** Gives an API a policy, as the control plane keeps it. */
export function setPolicy({ instance }: Running, apiId: string, value: string): void {
  const found = instance.apis.get(apiId);
  if (found === undefined) throw new Error(`There is no API ${apiId}.`);
  found.policy = { id: "policy", etag: '"1"', properties: { format: "xml", value } };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One request whose headers are exactly the given ones, unlike `fetch`'s. */
export async function ask(url: string, options: RequestOptions = {}, body?: string): Promise<Answer> {
  const sent = request(url, { agent: false, ...options });
  sent.end(body);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  sent.once("response", resolve).once("error", reject);
  const answer = await promise;
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: (await bytesOf(answer)).toString() };
}

export async function bytesOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The first `count` bytes a socket gives. */
export async function take(socket: Socket, count: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  while (size < count) {
    const chunk: Buffer | null = socket.read();
    if (chunk === null) {
      await once(socket, "readable");
    } else {
      chunks.push(chunk);
      size += chunk.length;
    }
  }
  return Buffer.concat(chunks);
}
