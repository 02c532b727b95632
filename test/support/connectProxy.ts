import { once } from "node:events";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect } from "node:net";
import type { AddressInfo, Socket } from "node:net";

export interface ConnectProxy {
  readonly url: string;
  /** `host:port` and credentials of each tunnel asked for. */
  readonly asked: { readonly authority: string; readonly credentials: string | undefined }[];
  close(): void;
}

export interface ConnectProxyOptions {
  /** What every tunnel is answered with; default 200. */
  readonly status?: number;
  /** The proxy's own certificate and key in PEM: it is asked over TLS. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Where a tunnel leads; default: where it was asked to. */
  readonly route?: (authority: string) => string;
}

/** A proxy on loopback that opens tunnels and nothing else. */
export async function startConnectProxy({ status = 200, tls, route = (authority) => authority }: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const asked: ConnectProxy["asked"] = [];
  const sockets = new Set<Socket>();
  const server = tls === undefined ? createServer() : createTlsServer(tls);
  server.on("connection", (socket: Socket) => sockets.add(socket));
  server.on("connect", ({ url = "", headers }, client: Socket) => {
    asked.push({ authority: url, credentials: headers["proxy-authorization"] });
    if (status !== 200) {
      client.end(`HTTP/1.1 ${status} No Way\r\n\r\n`);
      return;
    }
    const [host, port] = route(url).split(":");
    const upstream = connect(Number(port), host, () => {
      client.write("HTTP/1.1 200 OK\r\n\r\n");
      upstream.pipe(client).pipe(upstream);
    });
    sockets.add(upstream);
    upstream.on("error", () => client.destroy());
    client.on("error", () => upstream.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
