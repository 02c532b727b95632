import { Instance } from "../instance.ts";
import { nullArgument, Thrown } from "../run/thrown.ts";
import { define } from "../types/define.ts";
import { defineOperator } from "../types/userOperators.ts";
import type { Value } from "../value.ts";
import { arrayOf } from "./values.ts";

/** An absolute System.Uri. */
export class UriValue extends Instance {
  readonly typeName = "Uri";
  readonly url: URL;
  readonly original: string;

  /** @throws {Thrown} for what is no absolute URL */
  constructor(text: string) {
    super();
    if (!/^[a-z][a-z0-9+.-]*:/i.test(text.trim()) || !URL.canParse(text)) throw new Thrown("UriFormatException", "Invalid URI: The format of the URI could not be determined.");
    this.url = new URL(text);
    this.original = text;
  }

  override text(): string {
    return this.url.href;
  }

  override equals(other: Value): boolean {
    return other instanceof UriValue && other.url.href === this.url.href;
  }
}

const defaultPorts: ReadonlyMap<string, number> = new Map([["http:", 80], ["https:", 443], ["ws:", 80], ["wss:", 443], ["ftp:", 21]]);

/** RFC 3986: everything but the unreserved characters. */
export function escapeData(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** What cannot be read as UTF-8 stays as it is. */
export function unescapeData(text: string): string {
  return text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (escaped) => {
    try {
      return decodeURIComponent(escaped);
    } catch {
      return escaped.replaceAll(/%[0-7][0-9a-f]/gi, (one) => decodeURIComponent(one));
    }
  });
}

function some(text: string | null, parameter: string): string {
  if (text === null) throw nullArgument(parameter);
  return text;
}

define("Uri", {
  members: {
    "new(string uriString)": (text: string | null) => new UriValue(some(text, "uriString")),
    "new(Uri baseUri, string relativeUri)": (base: UriValue | null, text: string | null) => {
      if (base === null) throw nullArgument("baseUri");
      return new UriValue(new URL(text ?? "", base.url).href);
    },
    "static EscapeDataString(string stringToEscape): string": (text: string | null) => escapeData(some(text, "stringToEscape")),
    "static UnescapeDataString(string stringToUnescape): string": (text: string | null) => unescapeData(some(text, "stringToUnescape")),
    "AbsoluteUri: string": ({ url }: UriValue) => url.href,
    "AbsolutePath: string": ({ url }: UriValue) => url.pathname,
    "PathAndQuery: string": ({ url }: UriValue) => url.pathname + url.search,
    "Query: string": ({ url }: UriValue) => url.search,
    "Fragment: string": ({ url }: UriValue) => url.hash,
    "Scheme: string": ({ url }: UriValue) => url.protocol.slice(0, -1),
    "Host: string": ({ url }: UriValue) => url.hostname,
    "Port: int": ({ url }: UriValue) => (url.port === "" ? (defaultPorts.get(url.protocol) ?? -1) : Number(url.port)),
    "Authority: string": ({ url }: UriValue) => url.host,
    "OriginalString: string": ({ original }: UriValue) => original,
    "IsDefaultPort: bool": ({ url }: UriValue) => url.port === "",
    "IsAbsoluteUri: bool": () => true,
    "Segments: string[]": ({ url }: UriValue) => arrayOf("string", url.pathname.match(/[^/]*\/|[^/]+$/g) ?? []),
  },
});

defineOperator("Uri", "==", "Uri", "bool", (left: Value, right: Value) => left === right || (left instanceof UriValue && left.equals(right)));
defineOperator("Uri", "!=", "Uri", "bool", (left: Value, right: Value) => left !== right && !(left instanceof UriValue && left.equals(right)));

define("WebUtility", {
  namespace: "System.Net",
  members: {
    "static UrlEncode(string value): string": (text: string | null) => (text === null ? null : encodeURIComponent(text.toWellFormed()).replaceAll("%20", "+").replaceAll(/['~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)),
    "static UrlDecode(string encodedValue): string": (text: string | null) => (text === null ? null : unescapeData(text.replaceAll("+", "%20"))),
    "static HtmlEncode(string value): string": (text: string | null) => text?.replaceAll(/[&<>"']/g, (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[character] ?? "&#39;") ?? null,
  },
});
