import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Answer } from "../service/answer.ts";

/** The package's root, from the source tree as well as from the bundle in `dist`. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json")) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/** The file with the official browser client: the bundled one, or in an unbuilt source tree the npm package's. */
export function clientScript(): string {
  const bundled = join(packageRoot(), "dist", "chatroom.js");
  return existsSync(bundled) ? bundled : join(packageRoot(), "node_modules", "@microsoft", "signalr", "dist", "browser", "signalr.min.js");
}

const files: ReadonlyMap<string, { readonly type: string; readonly file: () => string }> = new Map([
  ["/", { type: "text/html; charset=utf-8", file: () => media("index.html") }],
  ["/chatroom.css", { type: "text/css; charset=utf-8", file: () => media("chatroom.css") }],
  ["/chatroom.js", { type: "text/javascript; charset=utf-8", file: () => media("chatroom.js") }],
  ["/signalr.js", { type: "text/javascript; charset=utf-8", file: clientScript }],
]);

function media(name: string): string {
  return join(packageRoot(), "media", "chatroom", name);
}

/**
 * A file of the ChatRoom page; undefined where the path is none of them.
 * @param clientEndpoint where clients are sent, which the page must be allowed to reach
 */
export async function pageFile(path: string, clientEndpoint: string | undefined): Promise<Answer | undefined> {
  const found = files.get(path);
  if (found === undefined) return undefined;
  return {
    status: 200,
    headers: { "Content-Type": found.type, "Content-Security-Policy": contentSecurityPolicy(clientEndpoint), "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store" },
    body: await readFile(found.file(), "utf8"),
  };
}

/** Scripts and styles of this server only; connections to loopback, where the whole sandbox is, and to a foreign `ClientEndpoint`. */
function contentSecurityPolicy(clientEndpoint: string | undefined): string {
  const reachable = ["127.0.0.1:*", "localhost:*", ...(clientEndpoint === undefined ? [] : [new URL(clientEndpoint).host])];
  const schemes = reachable.flatMap((host) => ["http", "https", "ws", "wss"].map((scheme) => `${scheme}://${host}`));
  return `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ${[...new Set(schemes)].join(" ")}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}
