import { once } from "node:events";
import { connect } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { createServer } from "node:tls";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";

const fixture = (name: string): string => fileURLToPath(new URL(`../signalr/fixtures/${name}`, import.meta.url));

/** A certificate for 127.0.0.1 that nobody trusts, which is its own authority, and its key; the PFX holds both under `passphrase`. */
export const testCertificate = { cert: fixture("test-only.cert.pem"), key: fixture("test-only.key.pem"), pfx: fixture("test-only.pfx"), passphrase: "test-only" };

export interface TlsRelay {
  readonly url: string;
  /** TLS connections that showed the right certificate, and those that were turned away. */
  readonly taken: number;
  readonly refused: number;
}

/** TLS in front of a plain server, for clients that show a certificate signed by `tls.ca` only. */
export async function tlsRelay(t: TestContext, target: string, tls: { readonly cert: Buffer; readonly key: Buffer; readonly ca: Buffer }): Promise<TlsRelay> {
  const { hostname, port } = new URL(target);
  const seen = { taken: 0, refused: 0 };
  const sockets = new Set<Socket>();
  const server = createServer({ ...tls, requestCert: true, rejectUnauthorized: true }, (client) => {
    seen.taken += 1;
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => sockets.delete(socket));
    }
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => client.destroy());
    client.pipe(upstream).pipe(client);
  });
  server.on("tlsClientError", () => (seen.refused += 1));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return Object.assign(seen, { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}` });
}
