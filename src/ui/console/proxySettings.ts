import { environmentProxy } from "../../signalr/transport/proxy.ts";

/** `http.proxy` with its exceptions where it is set, else the environment's; none at all where the support for proxies is off. */
export function proxyOfSettings(support: unknown, proxy: unknown, exceptions: unknown): (url: URL) => string | undefined {
  if (support === "off") return () => undefined;
  if (typeof proxy !== "string" || proxy.trim() === "") return (url) => environmentProxy(url);
  const list = Array.isArray(exceptions) ? exceptions.filter((entry) => typeof entry === "string").join(",") : "";
  return (url) => environmentProxy(url, { HTTPS_PROXY: proxy, HTTP_PROXY: proxy, NO_PROXY: list });
}
