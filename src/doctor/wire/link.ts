import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { connect as tcpConnect, isIP } from "node:net";
import type { Socket } from "node:net";
import { connect as tlsConnect } from "node:tls";
import type { PeerCertificate, TLSSocket } from "node:tls";
import type { Way } from "../../signalr/transport/http.ts";

/** What TLS agreed on, with the certificate unchecked. */
export interface TlsFacts {
  /** `TLSv1.2`, `TLSv1.3`. */
  readonly protocol: string;
  readonly certificate: PeerCertificate;
  /** Node's code of why the certificate is not accepted; undefined where it is. */
  readonly refusal: string | undefined;
}

/**
 * The way to a host below HTTP: its name, one TCP connection, TLS on it. Each step is taken once, when it is first asked for, and
 * includes those before it.
 */
export class Link {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly #way: Way;
  #addresses: Promise<readonly string[]> | undefined;
  #socket: Promise<Socket> | undefined;

  /** @param way how requests to the URL are made: its certificates are used here too */
  constructor(url: URL, way: Way) {
    this.host = url.hostname.replaceAll(/^\[|\]$/g, "");
    this.secure = url.protocol === "https:" || url.protocol === "wss:";
    this.port = Number(url.port === "" ? (this.secure ? 443 : 80) : url.port);
    this.#way = way;
  }

  /** Whether the host is a name that has to be looked up. */
  get named(): boolean {
    return isIP(this.host) === 0;
  }

  /** @throws the system's error */
  addresses(): Promise<readonly string[]> {
    this.#addresses ??= lookup(this.host, { all: true }).then((all) => all.map(({ address }) => address));
    return this.#addresses;
  }

  /** @throws the system's error */
  socket(): Promise<Socket> {
    this.#socket ??= this.#open();
    return this.#socket;
  }

  /** @throws the system's error where no TLS came about at all */
  async tls(): Promise<TlsFacts> {
    const socket = await this.socket();
    const secured: TLSSocket = tlsConnect({
      ...this.#way,
      socket,
      // The certificate is looked at below, also where it is not accepted.
      rejectUnauthorized: false,
      ...(this.named ? { servername: this.host } : { host: this.host }),
    });
    await once(secured, "secureConnect");
    // A server that misses the client's certificate says so after that (TLS 1.3); the first request on its own connection tells it.
    secured.on("error", () => undefined);
    return { protocol: secured.getProtocol() ?? "", certificate: secured.getPeerCertificate(), refusal: secured.authorized ? undefined : refusalOf(secured.authorizationError) };
  }

  /** Ends the connection. Never rejects. */
  async end(): Promise<void> {
    (await this.#socket?.catch(() => undefined))?.destroy();
  }

  async #open(): Promise<Socket> {
    await this.addresses();
    const socket = tcpConnect({ host: this.host, port: this.port });
    await once(socket, "connect");
    // Whoever comes later hears of a break by their own question.
    socket.on("error", () => undefined);
    return socket;
  }
}

/** Node gives the code where it promises an error. */
function refusalOf(error: unknown): string {
  const code: unknown = typeof error === "object" && error !== null ? Reflect.get(error, "code") : error;
  return typeof code === "string" ? code : "CERT_UNTRUSTED";
}
