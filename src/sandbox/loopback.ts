import { createServer } from "node:http";
import type { IncomingMessage, RequestListener, Server } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";

/** The only address any part of the sandbox listens on. */
export const loopbackAddress = "127.0.0.1";

const sockets = new WeakMap<Server, Set<Socket>>();

/** What a loopback server does with what it accepts. Without `upgrade`, upgrade requests are treated as plain requests. */
export interface LoopbackHandlers {
  readonly request: RequestListener;
  readonly upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/** Thrown by `readBody` when the body is larger than the limit. */
export class BodyTooLarge extends Error {
  readonly limit: number;

  constructor(limit: number) {
    super(`The body is larger than ${limit} bytes.`);
    this.name = "BodyTooLarge";
    this.limit = limit;
  }
}

/**
 * Whether the request names this server as `127.0.0.1:port` or `localhost:port`. Anything else comes from a page that
 * reached us through a name of its own (DNS rebinding).
 */
export function hostAllowed(request: IncomingMessage, port = request.socket.localPort): boolean {
  const host = request.headers.host?.toLowerCase();
  return port !== undefined && (host === `${loopbackAddress}:${port}` || host === `localhost:${port}`);
}

/** An HTTP server that refuses a foreign `Host` with 403, for plain requests and upgrades alike. Listens only through `listen`. */
export function createLoopbackServer(handlers: LoopbackHandlers): Server {
  const server = createServer((request, response) => {
    if (hostAllowed(request)) {
      handlers.request(request, response);
      return;
    }
    response.writeHead(403, { "Content-Type": "text/plain; charset=utf-8", Connection: "close" });
    response.end("This server answers only requests to 127.0.0.1 or localhost.");
  });
  const upgrade = handlers.upgrade;
  if (upgrade !== undefined) {
    server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (hostAllowed(request)) {
        upgrade(request, socket, head);
        return;
      }
      socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    });
  }
  server.on("clientError", (_error, socket: Duplex) => {
    if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  });
  return server;
}

/**
 * Listens on 127.0.0.1.
 * @param port 0 for any free port
 * @returns the port listened on
 * @throws the system's error (`EADDRINUSE`, `EACCES`) when the port cannot be had
 */
export function listen(server: Server, port: number): Promise<number> {
  const open = new Set<Socket>();
  sockets.set(server, open);
  server.on("connection", (socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.once("error", reject);
  server.listen({ port, host: loopbackAddress, exclusive: true }, () => {
    server.off("error", reject);
    const address = server.address();
    resolve(typeof address === "object" && address !== null ? address.port : port);
  });
  return promise;
}

/** Stops listening and ends every connection, upgraded ones included. Resolves when the port is free; stopping twice is fine. */
export function stopServer(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  for (const socket of sockets.get(server) ?? []) socket.destroy();
  return promise;
}

/**
 * Reads a whole request body.
 * @param limit the most bytes that are taken
 * @throws BodyTooLarge when there are more; the connection stays usable for an answer that closes it
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes: Buffer = chunk;
    size += bytes.length;
    if (size > limit) throw new BodyTooLarge(limit);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks, size);
}
