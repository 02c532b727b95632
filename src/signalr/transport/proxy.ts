import { request as httpRequest } from "node:http";
import type { RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import type { Duplex } from "node:stream";
import { connect as tlsConnect } from "node:tls";
import * as l10n from "@vscode/l10n";
import type { ProxyResolver, ProxyServer, TlsOptions } from "../connectOptions.ts";
import { Problem } from "../problem.ts";
import { excerpt } from "../answerProblem.ts";

/** How long a proxy may take to reach the server, in milliseconds. */
const TUNNEL_TIMEOUT_MS = 30_000;

/** A proxy as it is asked for a tunnel. */
export interface ProxyHop extends Pick<ProxyServer, "rejectUnauthorized"> {
  readonly url: URL;
  /** Secret. */
  readonly authorization: string | undefined;
}

/**
 * The proxy for a URL (http or https; ws counts as http): the one given, or the environment's.
 * @throws Problem `invalidProxy`
 */
export function proxyFor(url: URL, proxy: string | ProxyResolver | undefined): ProxyHop | undefined {
  const given = proxy === undefined ? environmentProxy(url) : typeof proxy === "string" ? proxy : proxy(url);
  const server: ProxyServer = typeof given === "object" ? given : { url: given ?? "" };
  if (server.url.trim() === "") {
    return undefined;
  }
  const parsed = proxyUrl(server.url);
  return { ...server, url: parsed, authorization: server.authorization ?? basic(parsed) };
}

function basic({ username, password }: URL): string | undefined {
  return username === "" ? undefined : `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString("base64")}`;
}

function proxyUrl(given: string): URL {
  const parsed = URL.parse(given.includes("://") ? given : `http://${given}`);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    throw new Problem({
      code: "invalidProxy",
      message: l10n.t("The proxy's address is not an http or https URL."),
      nextStep: l10n.t("Write it as http://host:port, in http.proxy, HTTPS_PROXY or the session's own setting."),
    });
  }
  return parsed;
}

/** What `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` say (either case of letters). Loopback is never asked of a proxy: it has another one. */
export function environmentProxy(url: URL, environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const variable = (name: string): string | undefined => environment[name.toLowerCase()] ?? environment[name];
  if (/^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/i.test(url.hostname) || isExcluded(url, variable("NO_PROXY") ?? "")) {
    return undefined;
  }
  return variable(isSecure(url) ? "HTTPS_PROXY" : "HTTP_PROXY");
}

function isExcluded(url: URL, list: string): boolean {
  const port = url.port === "" ? (isSecure(url) ? "443" : "80") : url.port;
  return list.split(/[\s,]+/).filter((entry) => entry !== "").some((entry) => {
    const { host = "", only } = /^(?<host>.*?)(?::(?<only>\d+))?$/.exec(entry.toLowerCase())?.groups ?? {};
    const name = host.replace(/^\*?\./, "");
    return (only === undefined || only === port) && (host === "*" || url.hostname.toLowerCase() === name || url.hostname.toLowerCase().endsWith(`.${name}`));
  });
}

function isSecure(url: URL): boolean {
  return url.protocol === "https:" || url.protocol === "wss:";
}

export type Tunnel = NonNullable<RequestOptions["createConnection"]>;

/** What TLS inside the tunnel needs to know. */
export type TunnelTls = Omit<TlsOptions, "ca"> & { readonly ca?: string[] };

/** Makes a request's connection through the proxy: a tunnel (RFC 9110 section 9.3.6), with TLS to the server inside it where the URL wants it. */
export function tunnel({ url: proxy, authorization, rejectUnauthorized }: ProxyHop, url: URL, tls: TunnelTls): Tunnel {
  return (_options, made) => {
    const host = unbracketed(url.hostname);
    const authority = `${url.hostname}:${url.port === "" ? (isSecure(url) ? "443" : "80") : url.port}`;
    const asking = (proxy.protocol === "https:" ? httpsRequest : httpRequest)({
      host: unbracketed(proxy.hostname),
      port: proxy.port === "" ? (proxy.protocol === "https:" ? 443 : 80) : proxy.port,
      method: "CONNECT",
      path: authority,
      headers: { host: authority, ...(authorization === undefined ? {} : { "proxy-authorization": authorization }) },
      ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
      // A proxy of an own authority is checked with it as the server behind it is.
      ...(tls.ca === undefined ? {} : { ca: tls.ca }),
      timeout: TUNNEL_TIMEOUT_MS,
      agent: false,
    });
    const fail = (problem: Problem): void => {
      asking.destroy();
      made(problem, undefined as never);
    };
    asking.on("connect", ({ statusCode = 0, statusMessage = "" }, socket: Duplex) => {
      if (statusCode === 200) {
        made(null, isSecure(url) ? tlsConnect({ ...tls, socket, host, servername: isIP(host) === 0 ? host : "", ALPNProtocols: ["http/1.1"] }) : socket);
      } else {
        socket.destroy();
        fail(refused(proxy, url, statusCode, statusMessage));
      }
    });
    asking.on("timeout", () => fail(unreachable(proxy, l10n.t("it did not answer in time"))));
    asking.on("error", (error: Error) => fail(unreachable(proxy, error.message)));
    asking.end();
    return undefined;
  };
}

/** An IPv6 address as sockets want it. */
function unbracketed(hostname: string): string {
  return hostname.replaceAll(/[[\]]/g, "");
}

function refused(proxy: URL, url: URL, status: number, words: string): Problem {
  return new Problem({
    code: status === 407 ? "proxyAuthentication" : "proxyRefused",
    message: l10n.t("The proxy {0} did not open a way to {1}: {2}", proxy.host, url.host, excerpt(`${status} ${words}`)),
    resource: url.origin,
    likelyCause: status === 407 ? l10n.t("The proxy wants a user name and password.") : l10n.t("The proxy does not allow this host or port, or cannot reach it."),
    nextStep: status === 407 ? l10n.t("Give them in the proxy's URL (http://user:password@host:port).") : l10n.t("Ask who runs the proxy, or add the host to NO_PROXY where it can be reached without."),
    status,
  });
}

function unreachable(proxy: URL, why: string): Problem {
  return new Problem({
    code: "proxyUnreachable",
    message: l10n.t("The proxy {0} cannot be used: {1}", proxy.host, excerpt(why)),
    likelyCause: l10n.t("The proxy's address is wrong or out of date, or this computer is in another network now."),
    nextStep: l10n.t("Correct http.proxy or HTTPS_PROXY, or add the host to NO_PROXY."),
  });
}
