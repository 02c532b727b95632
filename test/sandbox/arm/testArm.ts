import type { TestContext } from "node:test";
import { startArm } from "../../../src/sandbox/arm/arm.ts";
import type { Arm, ArmOptions } from "../../../src/sandbox/arm/arm.ts";
import { apimName, createModel, newArmToken, resourceGroupName, signalRName } from "../../../src/sandbox/arm/seed.ts";
import type { SandboxEvent, SandboxModel } from "../../../src/sandbox/model.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed; empty where there was no body. */
  readonly body: Answered;
  readonly etag: string;
}
/** The members of answers that tests look at. */
export interface Answered {
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly details?: readonly { readonly code: string; readonly target: string; readonly message: string }[];
  };
  readonly id?: string;
  readonly name?: string;
  readonly type?: string;
  readonly status?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly value?: readonly Answered[];
  readonly count?: number;
  readonly nextLink?: string;
  readonly [member: string]: unknown;
}

export interface Send {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default 2022-08-01. */
  readonly version?: string;
  readonly query?: Readonly<Record<string, string>>;
}

/** A control plane on a free port, and a client that speaks plain HTTP to it. */
export interface TestArm {
  readonly arm: Arm;
  readonly model: SandboxModel;
  readonly token: string;
  readonly events: SandboxEvent[];
  /** Number of `changed` calls. */
  readonly changes: () => number;
  /** Path of the instance and of the SignalR Service. */
  readonly instance: string;
  readonly service: string;
  readonly send: (method: string, path: string, send?: Send) => Promise<Answer>;
  /** As `send`, following the long-running operation to its last answer. */
  readonly finish: (method: string, path: string, send?: Send) => Promise<Answer>;
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  const body: Answered = text === "" ? {} : JSON.parse(text);
  return { status: response.status, headers: response.headers, body, etag: response.headers.get("etag") ?? "" };
}

export async function startTestArm(t: TestContext, options: Partial<ArmOptions> = {}): Promise<TestArm> {
  const model = options.model ?? createModel({ gateway: 1, service: 2 });
  const token = newArmToken();
  const events: SandboxEvent[] = [];
  let changes = 0;
  const arm = await startArm({ model, port: 0, token, event: (event) => events.push(event), changed: () => changes++, operationMs: 5, ...options });
  t.after(() => arm.stop());
  const root = `/subscriptions/${model.subscriptionId}/resourceGroups/${resourceGroupName}/providers`;

  const send: TestArm["send"] = async (method, path, { body, headers = {}, version = "2022-08-01", query = {} } = {}) => {
    const url = new URL(path, arm.url);
    for (const [name, value] of Object.entries({ "api-version": version, ...query }))
      if (!url.searchParams.has(name)) url.searchParams.set(name, value);
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    return read(
      await fetch(url, {
        method,
        headers: { Authorization: `Bearer ${token}`, ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...headers },
        ...content,
      }),
    );
  };
  const finish: TestArm["finish"] = async (method, path, options) => {
    let answer = await send(method, path, options);
    while (answer.status === 202) answer = await send("GET", answer.headers.get("location") ?? "");
    return answer;
  };
  return {
    arm,
    model,
    token,
    events,
    changes: () => changes,
    instance: `${root}/Microsoft.ApiManagement/service/${apimName}`,
    service: `${root}/Microsoft.SignalRService/signalR/${signalRName}`,
    send,
    finish,
  };
}

/** The two APIs of the WebSocket layout, as publishing sends them. */
export const negotiateApi = {
  properties: {
    type: "http",
    displayName: "SignalR negotiate",
    path: "client/negotiate",
    protocols: ["https"],
    serviceUrl: "http://127.0.0.1:2/client/negotiate/",
    subscriptionRequired: false,
  },
};
export const connectApi = {
  properties: {
    type: "websocket",
    displayName: "SignalR connect",
    path: "client",
    protocols: ["wss", "ws"],
    serviceUrl: "ws://127.0.0.1:2/client/",
    subscriptionRequired: false,
  },
};
