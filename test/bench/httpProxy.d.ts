declare module "http-proxy" {
  import type { IncomingMessage, ServerResponse } from "node:http";
  import type { Duplex } from "node:stream";

  interface Proxy {
    web(request: IncomingMessage, response: ServerResponse): void;
    ws(request: IncomingMessage, socket: Duplex, head: Buffer): void;
    close(): void;
  }
  const httpProxy: { createProxyServer(options: { readonly target: string; readonly ws?: boolean; readonly agent?: unknown }): Proxy };
  export default httpProxy;
}
