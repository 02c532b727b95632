import type { PolicyBody, PolicyHeaders, PolicyRequest, PolicyResponse, PolicyUrl } from "../context.ts";
import { Instance } from "../instance.ts";
import { notHere, Thrown } from "../run/thrown.ts";
import { castTo } from "../types/conversions.ts";
import { define } from "../types/define.ts";
import { type as typeBy } from "../types/hierarchy.ts";
import { defineExtensions } from "../types/lookup.ts";
import type { Call, Handler } from "../types/member.ts";
import type { Value } from "../value.ts";
import { DictionaryValue } from "./dictionary.ts";
import { parseGuid } from "./guid.ts";
import { readJson } from "./json/read.ts";
import { DateTimeValue, TimeSpanValue } from "./timeValues.ts";
import { arrayOf, ListValue } from "./values.ts";

const namespace = "Microsoft.WindowsAzure.ApiManagement.Proxy.Gateway";

/** A part of the context, wrapped so that expressions see only what is listed here. */
class Part<T> extends Instance {
  readonly typeName: string;
  readonly of: T;

  constructor(typeName: string, of: T) {
    super();
    this.typeName = typeName;
    this.of = of;
  }
}

class UrlPart extends Part<PolicyUrl> {
  override text(): string {
    return urlText(this.of);
  }
}

function urlPart(url: PolicyUrl | null): Value {
  return url === null ? null : new UrlPart("IUrl", url);
}

function part(typeName: string, of: object | null): Value {
  return of === null ? null : new Part(typeName, of);
}

function defineInterface(name: string, members: Readonly<Record<string, Handler>>): void {
  define(name, { kind: "interface", namespace, members });
}

/** Members that give a field of the same name, in camelCase, as it is. */
function fields(typesByName: Readonly<Record<string, string>>): Record<string, Handler> {
  const members: Record<string, Handler> = {};
  for (const [name, type] of Object.entries(typesByName)) {
    const field = name.charAt(0).toLowerCase() + name.slice(1);
    members[`${name}: ${type}`] = ({ of }: Part<Readonly<Record<string, Value>>>) => of[field] ?? null;
  }
  return members;
}

function texts(...names: readonly string[]): Record<string, Handler> {
  return fields(Object.fromEntries(names.map((name) => [name, "string"])));
}

/** Looked up without regard to case, as HTTP means header names; query parameters likewise. */
function lists(values: PolicyHeaders): DictionaryValue {
  const made = new DictionaryValue("IReadOnlyDictionary", "string, string[]", { ignoresCase: true });
  for (const [name, list] of values) made.set(name, arrayOf("string", list));
  return made;
}

function variables(values: ReadonlyMap<string, Value>, types: string): DictionaryValue {
  const made = new DictionaryValue("IReadOnlyDictionary", types);
  for (const [name, value] of values) made.set(name, value);
  return made;
}

defineInterface("IProxyRequestContext", {
  "Api: IApi": (_: Value, { machine }: Call) => part("IApi", machine.context.api),
  "Deployment: IDeployment": (_: Value, { machine }: Call) => part("IDeployment", machine.context.deployment),
  "Elapsed: TimeSpan": (_: Value, { machine: { context } }: Call) => new TimeSpanValue(BigInt(Math.max(Math.trunc(context.now() - context.timestamp), 0)) * 10_000n),
  "LastError: ILastError": (_: Value, { machine }: Call) => part("ILastError", machine.context.lastError),
  "Operation: IOperation": (_: Value, { machine }: Call) => part("IOperation", machine.context.operation),
  "Product: IProduct": (_: Value, { machine }: Call) => part("IProduct", machine.context.product),
  "Request: IRequest": (_: Value, { machine }: Call) => part("IRequest", machine.context.request),
  "RequestId: Guid": (_: Value, { machine }: Call) => parseGuid(machine.context.requestId) ?? null,
  "Response: IResponse": (_: Value, { machine }: Call) => machine.context.response,
  "Subscription: ISubscription": (_: Value, { machine }: Call) => part("ISubscription", machine.context.subscription),
  "Timestamp: DateTime": (_: Value, { machine }: Call) => DateTimeValue.fromMilliseconds(machine.context.timestamp),
  "Tracing: bool": (_: Value, { machine }: Call) => machine.context.tracing,
  "User: IUser": (_: Value, { machine }: Call) => part("IUser", machine.context.user),
  "Variables: IReadOnlyDictionary<string, object>": (_: Value, { machine }: Call) => variables(machine.context.variables, "string, object"),
});

defineInterface("IApi", {
  ...texts("Id", "Name", "Path", "Revision", "Version"),
  ...fields({ IsCurrentRevision: "bool" }),
  "ServiceUrl: IUrl": ({ of }: Part<{ readonly serviceUrl: PolicyUrl | null }>) => urlPart(of.serviceUrl),
});
defineInterface("IDeployment", texts("GatewayId", "Region", "ServiceName", "ServiceId"));
defineInterface("ILastError", texts("Source", "Reason", "Message", "Scope", "Section", "Path", "PolicyId"));
defineInterface("IOperation", texts("Id", "Method", "Name", "UrlTemplate"));
defineInterface("IProduct", texts("Id", "Name"));
defineInterface("ISubscription", texts("Id", "Key", "Name", "PrimaryKey", "SecondaryKey"));
defineInterface("IUser", texts("Email", "FirstName", "Id", "LastName"));
defineInterface("IUrl", {
  ...texts("Host", "Path", "QueryString", "Scheme"),
  ...fields({ Port: "int" }),
  "Query: IReadOnlyDictionary<string, string[]>": ({ of }: Part<PolicyUrl>) => lists(of.query),
});

function urlText({ scheme, host, port, path, queryString }: PolicyUrl): string {
  const usual = { http: 80, ws: 80, https: 443, wss: 443 }[scheme];
  return `${scheme}://${host}${port === usual ? "" : `:${port}`}${path}${queryString}`;
}

defineInterface("IRequest", {
  ...texts("Method", "IpAddress"),
  "Body: IMessageBody": ({ of }: Part<PolicyRequest>) => part("IMessageBody", of.body),
  "Headers: IReadOnlyDictionary<string, string[]>": ({ of }: Part<PolicyRequest>) => lists(of.headers),
  "MatchedParameters: IReadOnlyDictionary<string, string>": ({ of }: Part<PolicyRequest>) => variables(of.matchedParameters, "string, string"),
  "OriginalUrl: IUrl": ({ of }: Part<PolicyRequest>) => urlPart(of.originalUrl),
  "Url: IUrl": ({ of }: Part<PolicyRequest>) => urlPart(of.url),
});
defineInterface("IResponse", {
  "Body: IMessageBody": (self: PolicyResponse) => part("IMessageBody", self.body),
  "Headers: IReadOnlyDictionary<string, string[]>": (self: PolicyResponse) => lists(self.headers),
  "StatusCode: int": (self: PolicyResponse) => self.statusCode,
  "StatusReason: string": (self: PolicyResponse) => self.statusReason,
});

defineInterface("IMessageBody", {
  "As<T>(bool preserveContent = false): T": ({ of }: Part<PolicyBody>, preserve: boolean, { types, machine }: Call) => {
    const type = types.get("T") ?? typeBy("object");
    if (!["string", "byte[]", "JObject", "JToken", "JArray"].includes(type.name)) {
      throw type.name.startsWith("X") ? notHere(`a body as ${type.name}`) : new Thrown("InvalidOperationException", `A body cannot be read as ${type.name}.`);
    }
    const bytes = of.read(preserve);
    if (bytes === undefined) throw new Thrown("InvalidOperationException", "The body was read before; read it with preserveContent: true to read it again.");
    machine.reserve(bytes.length);
    if (type.name === "byte[]") return Uint8Array.from(bytes);
    const text = new TextDecoder().decode(bytes);
    return type.name === "string" ? text : castTo(readJson(text), type);
  },
});

defineExtensions("IReadOnlyDictionary<string, string[]>", [], {
  "GetValueOrDefault(string name, string defaultValue = null): string": (self: DictionaryValue | null, name: string, fallback: string | null) => {
    const found = self?.get(name);
    return found instanceof ListValue ? found.items.map(String).join(",") : fallback;
  },
});
defineExtensions("IReadOnlyDictionary<string, string>", [], {
  "GetValueOrDefault(string name, string defaultValue = null): string": (self: DictionaryValue | null, name: string, fallback: string | null) => self?.get(name) ?? fallback,
});
defineExtensions("IReadOnlyDictionary<string, object>", [], {
  "GetValueOrDefault<T>(string variableName): T": (self: DictionaryValue | null, name: string, { types }: Call) => variable(self, name, undefined, types),
  "GetValueOrDefault<T>(string variableName, T defaultValue): T": (self: DictionaryValue | null, name: string, fallback: Value, { types }: Call) => variable(self, name, fallback, types),
});

function variable(self: DictionaryValue | null, name: string, fallback: Value | undefined, types: Call["types"]): Value {
  const type = types.get("T") ?? typeBy("object");
  const found = self?.get(name);
  if (found !== undefined) return castTo(found, type);
  return fallback === undefined ? type.definition.zero : fallback;
}
