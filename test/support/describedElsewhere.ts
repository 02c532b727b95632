import type { Exchange } from "./spec.ts";

/** A path whose answer has the contract of another path, which the OpenAPI files in the folder describe. */
interface Elsewhere {
  readonly methods: readonly string[];
  readonly path: RegExp;
  readonly at: string;
  /** How the other path's answer is made of this one's, where it is only read. */
  readonly answer?: (body: unknown) => unknown;
}

/**
 * The folder has no files for products, and for policies and diagnostics of wider scopes (its SOURCE.md), but their contracts: `PolicyContract` is the answer
 * at an API too, `ProductContract` and `DiagnosticContract` are listed below an API, and adding an API to a product answers with the `ApiContract`.
 */
const elsewhere: readonly Elsewhere[] = [
  { methods: ["GET", "PUT", "DELETE"], path: /(\/service\/[^/]+)(?:\/products\/[^/]+)?\/policies\/policy$/i, at: "$1/apis/any/policies/policy" },
  { methods: ["GET"], path: /(\/service\/[^/]+)\/products$/i, at: "$1/apis/any/products", answer: (body) => body },
  { methods: ["GET"], path: /(\/service\/[^/]+)\/diagnostics$/i, at: "$1/apis/any/diagnostics", answer: (body) => body },
  { methods: ["GET", "PUT"], path: /(\/service\/[^/]+)\/products\/[^/]+$/i, at: "$1/apis/any/products", answer: (body) => ({ value: [body] }) },
  { methods: ["PUT"], path: /(\/service\/[^/]+)\/products\/[^/]+(\/apis\/[^/]+)$/i, at: "$1$2", answer: (body) => body },
];

/** The exchange as it would be where its contract is described; unchanged where it is not one of these. */
export function describedElsewhere(exchange: Exchange): Exchange {
  const url = new URL(exchange.url);
  const found = elsewhere.find(({ methods, path }) => methods.includes(exchange.method) && path.test(url.pathname));
  if (found === undefined || exchange.status >= 500) return exchange;
  url.pathname = url.pathname.replace(found.path, found.at);
  if (found.answer === undefined) return { ...exchange, url: url.href };
  const failed = exchange.status >= 400;
  return { ...exchange, method: "GET", url: url.href, requestBody: undefined, status: failed ? exchange.status : 200, responseBody: failed ? exchange.responseBody : found.answer(exchange.responseBody) };
}
