import { PolicyBody, PolicyResponse } from "../../../src/sandbox/expressions/context.ts";
import type { PolicyContext, PolicyUrl } from "../../../src/sandbox/expressions/context.ts";
import { ExpressionFailed, ExpressionRefused } from "../../../src/sandbox/expressions/errors.ts";
import { compile, valueText } from "../../../src/sandbox/expressions/expression.ts";
import type { Value } from "../../../src/sandbox/expressions/value.ts";

export const now = Date.UTC(2026, 10, 21, 10, 30, 15, 250);

export function url(text: string): PolicyUrl {
  const parsed = new URL(text);
  const query = new Map<string, string[]>();
  for (const [name, value] of parsed.searchParams) query.set(name, [...(query.get(name) ?? []), value]);
  return { scheme: parsed.protocol.slice(0, -1), host: parsed.hostname, port: Number(parsed.port || (parsed.protocol === "https:" ? 443 : 80)), path: decodeURIComponent(parsed.pathname), queryString: parsed.search, query };
}

/** What a negotiate request through a gateway gives an expression to see. */
export function contextWith(changes: Partial<PolicyContext> = {}): PolicyContext {
  return {
    request: {
      method: "POST",
      url: url("https://contoso.azure-api.net/client/negotiate?hub=chat&user=ann&user=bob"),
      originalUrl: url("https://contoso.azure-api.net/client/negotiate?hub=chat"),
      headers: new Map([["Authorization", ["Bearer abc"]], ["X-Forwarded-For", ["10.0.0.1", "10.0.0.2"]]]),
      matchedParameters: new Map([["id", "7"]]),
      ipAddress: "10.0.0.1",
      body: new PolicyBody(Buffer.from('{"name":"ann","tags":["a","b"]}')),
    },
    response: null,
    variables: new Map<string, Value>([
      ["text", "value"],
      ["number", 3],
      ["nothing", null],
      ["answer", new PolicyResponse({ statusCode: 200, statusReason: "OK", headers: new Map([["Content-Type", ["application/json"]]]), body: new PolicyBody(Buffer.from('{"url":"https://x/client/?hub=chat","accessToken":"t0ken"}')) })],
    ]),
    api: { id: "chat", name: "Chat", path: "client", serviceUrl: url("https://x.service.signalr.net/client/"), revision: "1", version: null, isCurrentRevision: true },
    operation: { id: "negotiate", name: "negotiate", method: "POST", urlTemplate: "/negotiate" },
    product: null,
    subscription: { id: "s1", name: "Team", key: "k", primaryKey: "k", secondaryKey: "k2" },
    user: null,
    deployment: { region: "West Europe", serviceName: "contoso", serviceId: "contoso", gatewayId: "managed" },
    lastError: null,
    requestId: "11111111-2222-3333-4444-555555555555",
    timestamp: now - 1500,
    tracing: false,
    now: () => now,
    ...changes,
  };
}

/** What an expression gives, as a policy would write it. */
export function run(source: string, context: PolicyContext = contextWith()): string {
  return valueText(compile(source, { line: 1, column: 1 }).evaluate(context));
}

/** `line:column message` of a refusal. */
export function refusal(source: string, at = { line: 1, column: 1 }): string {
  try {
    compile(source, at);
  } catch (error) {
    if (error instanceof ExpressionRefused) return `${error.line}:${error.column} ${error.message}`;
    throw error;
  }
  throw new Error(`Not refused: ${source}`);
}

/** `Exception line:column message` of a failure. */
export function failure(source: string, context: PolicyContext = contextWith()): string {
  const expression = compile(source, { line: 1, column: 1 });
  try {
    expression.evaluate(context);
  } catch (error) {
    if (error instanceof ExpressionFailed) return `${error.exception} ${error.line}:${error.column} ${error.message}`;
    throw error;
  }
  throw new Error(`Did not fail: ${source}`);
}
