import type { ProxyResolver } from "../../signalr/connection.ts";
import { environmentProxy } from "../../signalr/transport/proxy.ts";

/** The editor's settings about proxies, as they stand: anything may have been written there. */
export interface ProxySettings {
  readonly proxySupport: unknown;
  readonly proxy: unknown;
  readonly noProxy: unknown;
  readonly proxyStrictSSL: unknown;
  /** Secret. */
  readonly proxyAuthorization: unknown;
}

/**
 * `http.proxy` with its exceptions where it is set, else the environment's; none at all where the support for proxies is off.
 * Without `http.proxyStrictSSL` the proxy's own certificate is not checked; the server's behind it is, as that is asked of the person for each session.
 */
export function proxyOfSettings({ proxySupport, proxy, noProxy, proxyStrictSSL, proxyAuthorization }: ProxySettings): ProxyResolver {
  if (proxySupport === "off") return () => undefined;
  const address = typeof proxy === "string" ? proxy.trim() : "";
  const list = Array.isArray(noProxy) ? noProxy.filter((entry) => typeof entry === "string").join(",") : "";
  const environment = address === "" ? undefined : { HTTPS_PROXY: address, HTTP_PROXY: address, NO_PROXY: list };
  return (url) => {
    const found = environmentProxy(url, environment);
    if (found === undefined) return undefined;
    const authorization = typeof proxyAuthorization === "string" && proxyAuthorization !== "" ? proxyAuthorization : undefined;
    return { url: found, authorization, ...(proxyStrictSSL === false && { rejectUnauthorized: false }) };
  };
}
