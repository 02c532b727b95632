import type { IncomingHttpHeaders } from "node:http";

interface Cookie {
  /** The host that set it, or the domain it was set for. */
  readonly domain: string;
  readonly wholeDomain: boolean;
  readonly path: string;
  readonly secure: boolean;
  /** Secret. */
  readonly value: string;
}

/**
 * The cookies one connection was given: load balancers keep its requests on one server by them (App Service's affinity).
 * They live as long as the connection, so of expiry only the order to forget counts (RFC 6265 section 5).
 */
export class Cookies {
  readonly #kept = new Map<string, Cookie>();

  keep(url: URL, headers: IncomingHttpHeaders): void {
    for (const line of headers["set-cookie"] ?? []) {
      const [pair = "", ...parts] = line.split(";");
      const at = pair.indexOf("=");
      const name = pair.slice(0, at).trim();
      const attributes = new Map(parts.map((part): [string, string] => {
        const [key = "", ...value] = part.split("=");
        return [key.trim().toLowerCase(), value.join("=").trim()];
      }));
      if (at > 0 && name !== "") {
        this.#set(name, pair.slice(at + 1).trim(), attributes, url);
      }
    }
  }

  /** As the header's value; undefined where none fits. */
  header(url: URL): string | undefined {
    const fitting = [...this.#kept].filter(([, cookie]) => fits(cookie, url)).map(([key, { value }]) => `${key.split("\n", 1)[0]}=${value}`);
    return fitting.length === 0 ? undefined : fitting.join("; ");
  }

  #set(name: string, value: string, attributes: ReadonlyMap<string, string>, url: URL): void {
    const host = url.hostname.toLowerCase();
    const domain = (attributes.get("domain") ?? "").replace(/^\./, "").toLowerCase();
    if (domain !== "" && domain !== host && !host.endsWith(`.${domain}`)) {
      return;
    }
    const path = attributes.get("path") ?? "";
    const cookie = { domain: domain === "" ? host : domain, wholeDomain: domain !== "", path: path.startsWith("/") ? path : "/", secure: attributes.has("secure"), value };
    const key = `${name}\n${cookie.domain}\n${cookie.path}`;
    if (Number(attributes.get("max-age") ?? 1) <= 0 || Date.parse(attributes.get("expires") ?? "") <= Date.now()) {
      this.#kept.delete(key);
    } else {
      this.#kept.set(key, cookie);
    }
  }
}

function fits({ domain, wholeDomain, path, secure }: Cookie, url: URL): boolean {
  const host = url.hostname.toLowerCase();
  const below = url.pathname === path || url.pathname.startsWith(path.endsWith("/") ? path : `${path}/`);
  return (host === domain || (wholeDomain && host.endsWith(`.${domain}`))) && below && (!secure || /^(?:https|wss):$/.test(url.protocol));
}
