import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { TestContext } from "node:test";
import { checkPolicyDocument } from "../../../src/sandbox/arm/policyDocument.ts";
import { ArmError } from "../../../src/sandbox/arm/errors.ts";
import type { GatewayOptions } from "../../../src/sandbox/gateway/gateway.ts";
import { textOf } from "../../../src/sandbox/model.ts";
import type { InstanceModel } from "../../../src/sandbox/model.ts";
import type { TraceView } from "../../../src/sandbox/policies/traceStore.ts";
import { api } from "../gateway/instance.ts";
import { ask, bytesOf, startBackend, startTestGateway } from "../gateway/fixture.ts";
import type { Answer, Running } from "../gateway/fixture.ts";

/** What the backend says it got. */
export interface Echo {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** The insides of the sections; one that is left out inherits. */
export interface Sections {
  readonly inbound?: string;
  readonly backend?: string;
  readonly outbound?: string;
  readonly onError?: string;
}

export function policies({ inbound, backend, outbound, onError }: Sections): string {
  return `<policies>${section("inbound", inbound)}${section("backend", backend)}${section("outbound", outbound)}${section("on-error", onError)}</policies>`;
}

function section(name: string, inside: string | undefined): string {
  return inside === undefined ? "" : `<${name}>${inside}</${name}>`;
}

export interface Policed extends Running {
  readonly backendUrl: string;
  /** Saves a document at API scope as the control plane would. */
  save(sections: Sections): void;
  /** Below the API's suffix. */
  call(path?: string, options?: Parameters<typeof ask>[1], body?: string): Promise<Answer>;
  /** The same, and what the backend got. */
  echo(path?: string, options?: Parameters<typeof ask>[1], body?: string): Promise<Echo>;
  /** The last request's. */
  trace(): TraceView;
}

/** A gateway with an API `shop` in front of a backend that says what it got, with the given policies. */
export async function startPoliced(t: TestContext, sections: Sections, options: Partial<GatewayOptions> = {}): Promise<Policed> {
  const backend = await startBackend(t, (request, response) => void echo(request, response));
  const gateway = await startTestGateway(t, [api("shop", "shop", `${backend.url}/base`, ["GET /*", "POST /*", "GET /orders/{id}"])], options);
  const save = (wanted: Sections): void => savePolicy(gateway.instance, policies(wanted));
  save(sections);
  const call: Policed["call"] = (path = "", sent, body) => ask(`${gateway.url}/shop${path}`, sent, body);
  return {
    ...gateway,
    backendUrl: backend.url,
    save,
    call,
    echo: async (...sent) => JSON.parse((await call(...sent)).body) as Echo,
    trace: () => {
      const [last] = gateway.traces.all();
      assert.ok(last);
      return last;
    },
  };
}

/** Keeps a document at the scope of the API `shop`, after the checks a save makes. */
export function savePolicy(instance: InstanceModel, value: string): void {
  checkPolicyDocument(value, "rawxml", { instance, scope: "api", onHandshake: false });
  const shop = instance.apis.get("shop");
  assert.ok(shop);
  shop.policy = { id: "policy", etag: '"1"', properties: { format: "rawxml", value } };
}

/** What a save says that it refuses. */
export function refusalOf(instance: InstanceModel, value: string, onHandshake = false): string {
  try {
    checkPolicyDocument(value, "rawxml", { instance, scope: onHandshake ? "operation" : "api", onHandshake });
  } catch (error) {
    assert.ok(error instanceof ArmError && error.status === 400);
    return error.details?.map(({ message }) => message).join("\n") ?? error.message;
  }
  return "";
}

/** The ARM id of an instance, as the scope of its master subscription has it. */
export function instanceScope({ subscriptions }: InstanceModel): string {
  return textOf(subscriptions.get("master")?.properties["scope"]).replace(/\/$/, "");
}

/** A named value of the instance. */
export function setNamedValue(instance: InstanceModel, name: string, value: string, secret = false): void {
  instance.namedValues.set(name, { id: name, etag: '"1"', properties: { displayName: name, value, secret } });
}

export function header(name: string, value: string, action = "override"): string {
  return `<set-header name="${name}" exists-action="${action}"><value>${value}</value></set-header>`;
}

/** The details of the trace's entries of one policy. */
export function detailsOf({ entries }: TraceView, policy: string): readonly string[] {
  return entries.filter((entry) => entry.policy === policy).flatMap(({ details }) => details.map(({ name, value }) => `${name}: ${value}`));
}

async function echo(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = (await bytesOf(request)).toString();
  response.writeHead(200, "Fine", { "Content-Type": "application/json", "X-Backend": "yes" });
  response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body }));
}
