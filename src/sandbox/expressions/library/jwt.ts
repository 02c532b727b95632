import { Instance } from "../instance.ts";
import { define } from "../types/define.ts";
import { defineExtensions } from "../types/lookup.ts";
import type { Value } from "../value.ts";
import { DictionaryValue } from "./dictionary.ts";
import { readJson } from "./json/read.ts";
import { JArray, JObject, JValue } from "./json/tokens.ts";
import type { JToken } from "./json/tokens.ts";
import { DateTimeValue, unixEpochTicks } from "./timeValues.ts";
import { arrayOf } from "./values.ts";
import type { Out } from "./values.ts";

/** What `AsJwt()` reads of a token; nothing about it has been checked. */
export class JwtValue extends Instance {
  readonly typeName = "Jwt";
  readonly header: JObject;
  readonly payload: JObject;

  constructor(header: JObject, payload: JObject) {
    super();
    this.header = header;
    this.payload = payload;
  }

  claim(name: string): string | null {
    const found = this.payload.get(name);
    return found === undefined ? null : (texts(found)[0] ?? null);
  }

  time(name: string): Value {
    const found = this.payload.get(name);
    const seconds = found instanceof JValue && (typeof found.value === "bigint" || typeof found.value === "number") ? BigInt(found.value) : undefined;
    return seconds === undefined ? null : new DateTimeValue(unixEpochTicks + seconds * 10_000_000n, "Utc");
  }

  claims(): DictionaryValue {
    const made = new DictionaryValue("IReadOnlyDictionary", "string, string[]");
    for (const { key, value } of this.payload.children()) made.set(key, arrayOf("string", texts(value)));
    return made;
  }
}

function texts(token: JToken): string[] {
  if (token instanceof JArray) return token.items.flatMap(texts);
  return [token instanceof JValue && typeof token.value === "boolean" ? String(token.value) : (token.text() ?? "")];
}

function part(text: string): JObject | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) return undefined;
  try {
    const token = readJson(Buffer.from(text, "base64url").toString("utf8"));
    return token instanceof JObject ? token : undefined;
  } catch {
    return undefined;
  }
}

/** With or without `Bearer ` before it; undefined for what is no token. */
export function readJwt(text: string | null): JwtValue | undefined {
  const pieces = (text ?? "").replace(/^bearer\s+/i, "").split(".");
  const [header, payload] = [part(pieces[0] ?? ""), part(pieces[1] ?? "")];
  return pieces.length !== 3 || header === undefined || payload === undefined ? undefined : new JwtValue(header, payload);
}

define("Jwt", {
  namespace: "Microsoft.WindowsAzure.ApiManagement.Proxy.Gateway.Expressions",
  members: {
    "Algorithm: string": (self: JwtValue) => self.header.get("alg")?.text() ?? null,
    "Type: string": (self: JwtValue) => self.header.get("typ")?.text() ?? null,
    "Audiences: IEnumerable<string>": (self: JwtValue) => self.claims().get("aud") ?? arrayOf("string", []),
    "Claims: IReadOnlyDictionary<string, string[]>": (self: JwtValue) => self.claims(),
    "ExpirationTime: DateTime?": (self: JwtValue) => self.time("exp"),
    "NotBefore: DateTime?": (self: JwtValue) => self.time("nbf"),
    "Id: string": (self: JwtValue) => self.claim("jti"),
    "Issuer: string": (self: JwtValue) => self.claim("iss"),
    "Subject: string": (self: JwtValue) => self.claim("sub"),
  },
});

class BasicValue extends Instance {
  readonly typeName = "BasicAuthCredentials";
  readonly user: string;
  readonly password: string;

  constructor(user: string, password: string) {
    super();
    this.user = user;
    this.password = password;
  }
}

function readBasic(text: string | null): BasicValue | undefined {
  const encoded = /^basic\s+([A-Za-z0-9+/]+={0,2})\s*$/i.exec(text ?? "")?.[1];
  const plain = encoded === undefined ? "" : Buffer.from(encoded, "base64").toString("utf8");
  const colon = plain.indexOf(":");
  return colon < 0 ? undefined : new BasicValue(plain.slice(0, colon), plain.slice(colon + 1));
}

define("BasicAuthCredentials", {
  namespace: "Microsoft.WindowsAzure.ApiManagement.Proxy.Gateway.Expressions",
  members: { "UserId: string": (self: BasicValue) => self.user, "Password: string": (self: BasicValue) => self.password },
});

defineExtensions("string", [], {
  "AsJwt(): Jwt": (text: string | null) => readJwt(text) ?? null,
  "TryParseJwt(out Jwt result): bool": (text: string | null, out: Out) => {
    const found = readJwt(text);
    out.set(found ?? null);
    return found !== undefined;
  },
  "AsBasic(): BasicAuthCredentials": (text: string | null) => readBasic(text) ?? null,
  "TryParseBasic(out BasicAuthCredentials result): bool": (text: string | null, out: Out) => {
    const found = readBasic(text);
    out.set(found ?? null);
    return found !== undefined;
  },
});
