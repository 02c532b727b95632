import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { TestContext } from "node:test";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";

/** A tenant whose Azure is a sandbox. */
export interface TestTenant {
  readonly name: string;
  readonly sandbox: Sandbox;
  /** Tokens that open it. */
  readonly tokens: readonly string[];
  /** Tokens that are refused until a second factor was shown. */
  readonly weakTokens?: readonly string[];
}

const claims = Buffer.from('{"access_token":{"acrs":{"essential":true,"value":"c1"}}}').toString("base64");

/**
 * A Resource Manager for several tenants, as a cloud of its own has one: it says where people sign in, and a token opens the sandbox of its tenant. Gives its URL.
 * @param belongs the tenants that the holder of a token sees when they ask
 */
export async function startTenantsArm(t: TestContext, tenants: readonly TestTenant[], belongs: (token: string) => readonly TestTenant[]): Promise<string> {
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close().closeAllConnections());
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "/";
    if (path.startsWith("/metadata/endpoints")) return json(response, 200, { name: "Contoso", resourceManager: url, authentication: { loginEndpoint: "https://login.contoso.invalid", audiences: [url] } });
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
    if (tenants.some(({ weakTokens = [] }) => weakTokens.includes(token))) {
      response.setHeader("WWW-Authenticate", `Bearer realm="", authorization_uri="https://login.contoso.invalid", error="insufficient_claims", claims="${claims}"`);
      return json(response, 401, { error: { code: "InvalidAuthenticationToken", message: "The access token has been found not to meet the required claims." } });
    }
    const tenant = tenants.find(({ tokens }) => tokens.includes(token));
    if (tenant === undefined) return json(response, 401, { error: { code: "InvalidAuthenticationToken", message: "The access token is invalid." } });
    if (path.startsWith("/tenants")) return json(response, 200, { value: belongs(token).map((each) => ({ id: `/tenants/${each.sandbox.line.tenantId}`, tenantId: each.sandbox.line.tenantId, displayName: each.name, tenantCategory: each === tenant ? "Home" : "ProjectedBy" })) });
    return pass(request, response, tenant.sandbox);
  }

  /** Addresses in answers are those of this Resource Manager, as Azure's are. */
  async function pass(request: IncomingMessage, response: ServerResponse, { line: { armEndpoint, armToken } }: Sandbox): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    const { host: _host, connection: _connection, "content-length": _length, "accept-encoding": _encoding, ...sent } = request.headers;
    const headers = Object.entries({ ...sent, authorization: `Bearer ${armToken}` }).flatMap(([name, value]): [string, string][] => (typeof value === "string" ? [[name, value]] : []));
    const body = chunks.length === 0 ? {} : { body: Buffer.concat(chunks) };
    const answered = await fetch(armEndpoint + (request.url ?? ""), { method: request.method ?? "GET", headers, ...body });
    const text = (await answered.text()).replaceAll(armEndpoint, url);
    const kept = [...answered.headers].filter(([name]) => !["content-length", "transfer-encoding", "connection"].includes(name));
    response.writeHead(answered.status, Object.fromEntries(kept.map(([name, value]) => [name, value.replaceAll(armEndpoint, url)])));
    response.end(text);
  }

  return url;
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(body));
}
