import type { TestContext } from "node:test";
import { startApp } from "../../src/sandbox/app/app.ts";
import type { App } from "../../src/sandbox/app/app.ts";
import type { SandboxEvent, SandboxLine } from "../../src/sandbox/model.ts";
import { startTestService } from "./signalRService.ts";
import type { TestService } from "./signalRService.ts";

export interface TestApp extends App {
  readonly service: TestService;
  readonly armToken: string;
  readonly events: SandboxEvent[];
  /** How often `changed` was called. */
  readonly changes: () => number;
}

function noLine(): SandboxLine {
  throw new Error("This app is in no sandbox.");
}

/** ChatRoom's app server with its service, stopped after the test. */
export async function startTestApp(t: TestContext): Promise<TestApp> {
  const service = await startTestService(t, {}, false);
  const armToken = "arm-token-of-this-test";
  const events: SandboxEvent[] = [];
  let changes = 0;
  const app = await startApp({
    model: service.model, port: 0, service, armToken, line: noLine, connectionString: connectionStringOf(service),
    event: (event) => void events.push(event),
    changed: () => void changes++,
  });
  t.after(() => app.stop());
  // `connectionString` is a getter, which a spread would freeze.
  return Object.assign(Object.create(app) as App, { service, armToken, events, changes: () => changes });
}

export function connectionStringOf(service: TestService, clientEndpoint?: string): string {
  return `Endpoint=${service.url};AccessKey=${service.signalR.keys.primary};Version=1.0;${clientEndpoint === undefined ? "" : `ClientEndpoint=${clientEndpoint};`}`;
}
