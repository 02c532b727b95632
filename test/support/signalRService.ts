import type { TestContext } from "node:test";
import { SignJWT } from "jose";
import { createModel } from "../../src/sandbox/arm/seed.ts";
import type { SandboxEvent, SandboxModel, SignalRModel } from "../../src/sandbox/model.ts";
import { chatHub } from "../../src/sandbox/app/chatHub.ts";
import type { ServiceLimits } from "../../src/sandbox/service/limits.ts";
import { startService } from "../../src/sandbox/service/service.ts";
import type { Service, ServiceOptions } from "../../src/sandbox/service/service.ts";
import { createClientToken } from "../../src/signalr/token.ts";
import type { ClientTokenOptions } from "../../src/signalr/token.ts";

export interface TestService extends Service {
  readonly model: SandboxModel;
  readonly events: SandboxEvent[];
  /** Resolves with the first event of that name, past or to come. */
  happened(name: string): Promise<SandboxEvent>;
  /** A good token for the hub `chat`, or what `options` make of it. */
  token(options?: Partial<ClientTokenOptions>): Promise<string>;
}

/** A service with ChatRoom's hub `chat`, stopped after the test. */
export async function startTestService(t: TestContext, options: Partial<ServiceLimits> & Pick<ServiceOptions, "serving" | "entraToken"> = {}, withApp = true): Promise<TestService> {
  const model = createModel({ gateway: 0, service: 0 });
  const signalR = onlyService(model);
  const events: SandboxEvent[] = [];
  const waiting: { readonly name: string; readonly resolve: (event: SandboxEvent) => void }[] = [];
  const event = (happened: SandboxEvent): void => {
    events.push(happened);
    for (const { name, resolve } of waiting) if (name === happened.event) resolve(happened);
  };
  const service = await startService({ model, signalR, port: 0, event, changed: () => {}, ...options });
  t.after(() => service.stop());
  if (withApp) service.attach("chat", chatHub);
  // `serving` is a getter, which a spread would freeze.
  return Object.assign(Object.create(service) as Service, {
    model,
    events,
    happened: (name: string): Promise<SandboxEvent> => {
      const past = events.find((each) => each.event === name);
      return past === undefined ? new Promise((resolve) => waiting.push({ name, resolve })) : Promise.resolve(past);
    },
    token: (options?: Partial<ClientTokenOptions>): Promise<string> => createClientToken({ accessKey: signalR.keys.primary, endpoint: service.url, hub: "chat", ...options }),
  });
}

export function onlyService(model: SandboxModel): SignalRModel {
  for (const service of model.services.values()) return service;
  throw new Error("The model holds no SignalR Service.");
}

/** Switches the service's mode as ARM would. */
export function setMode(signalR: SignalRModel, value: "Default" | "Serverless" | "Classic"): void {
  signalR.properties["features"] = [{ flag: "ServiceMode", value, properties: {} }];
}

/** A token for one REST call, as the SDK makes it: without port, query and last slash. */
export async function restToken({ signalR }: TestService, path: string): Promise<string> {
  return await new SignJWT({}).setProtectedHeader({ alg: "HS256" }).setAudience(`http://127.0.0.1${path}`).setExpirationTime("1h").sign(Buffer.from(signalR.keys.primary));
}
