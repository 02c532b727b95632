import type { IncomingMessage, ServerResponse } from "node:http";
import { createLoopbackServer, listen, stopServer } from "../loopback.ts";
import type { FaultSwitches } from "../faults/switches.ts";
import type { Part, PartOptions, SandboxLine } from "../model.ts";
import type { TraceStore } from "../policies/traceStore.ts";
import { reply } from "../service/answer.ts";
import type { Service } from "../service/service.ts";
import { chatHub } from "./chatHub.ts";
import { ConnectionStringSlot } from "./connectionStringSlot.ts";
import { chatHubName } from "./negotiate.ts";
import { answer } from "./routes.ts";

export interface AppOptions extends PartOptions {
  readonly service: Service;
  /** The bearer token that may hand over a connection string. */
  readonly armToken: string;
  /** The sandbox line, for one that has the token. Holds secrets. */
  readonly line: () => SandboxLine;
  /** What the app starts with: the service's own string, or the one a state file remembers. */
  readonly connectionString: string;
  /** What the gateway in front of the app did; read through the app by who has the token. */
  readonly traces?: TraceStore;
  /** What can be spoiled to learn symptoms from; switched through the app by who has the token. */
  readonly faults?: FaultSwitches;
}

/** The sandbox's app server: hosts ChatRoom's hub at `/chat` and its page at `/`. */
export interface App extends Part {
  readonly url: string;
  readonly port: number;
  /** Given last; for the state file. A secret. `changed` is called when it was replaced. */
  readonly connectionString: string;
}

/** @throws Problem when the connection string cannot be used; the system's error when the port cannot be had */
export async function startApp(options: AppOptions): Promise<App> {
  const slot = new ConnectionStringSlot(options.service, options.connectionString);
  const event = (name: string, members: Record<string, string | number>): void => options.event({ ...members, time: new Date().toISOString(), part: "app", event: name });
  const request = async (asked: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      reply(response, await answer(asked, response, { slot, service: options.service, armToken: options.armToken, line: options.line, traces: options.traces, faults: options.faults, event, changed: options.changed }));
    } catch (error) {
      event("failed", { error: String(error) });
      reply(response, { status: 500, body: "The sandbox's app server failed; its event stream says how." });
    }
  };
  const server = createLoopbackServer({ request: (asked, response) => void request(asked, response) });
  const port = await listen(server, options.port);
  const detach = options.service.attach(chatHubName, chatHub);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    get connectionString(): string {
      return slot.text;
    },
    stop: async () => {
      detach();
      await stopServer(server);
    },
  };
}
