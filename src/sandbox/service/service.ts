import { createLoopbackServer, listen, stopServer } from "../loopback.ts";
import type { Part, PartOptions, SandboxEvent, SignalRModel } from "../model.ts";
import { Clients } from "./clients.ts";
import { ConnectEndpoint } from "./connect.ts";
import type { HubHost } from "./hubHost.ts";
import { Hubs } from "./hubs.ts";
import { defaultLimits } from "./limits.ts";
import type { ServiceLimits } from "./limits.ts";
import { answerRest } from "./rest.ts";
import { Routes } from "./routes.ts";
import { connectionMaker } from "./sessions.ts";

export interface ServiceOptions extends PartOptions, Partial<ServiceLimits> {
  /** Read at every request, so that regenerated keys and a changed mode take effect at once. */
  readonly signalR: SignalRModel;
}

/** A running SignalR Service. */
export interface Service extends Part {
  /** `http://127.0.0.1:{port}`, what `Endpoint=` says. */
  readonly url: string;
  readonly port: number;
  readonly signalR: SignalRModel;
  /**
   * Makes `host` the app server of a hub; the call gives back what takes it away again, which closes the hub's
   * clients as the loss of the last app server does. A Serverless service answers no client through it.
   */
  attach(hub: string, host: HubHost): () => void;
}

/** @throws the system's error when the port cannot be had */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { signalR } = options;
  const limits: ServiceLimits = { ...defaultLimits, ...options };
  const hubs = new Hubs();
  const clients = new Clients(limits.idTimeoutMs);
  const event = (name: string, members: Pick<SandboxEvent, string>): void => options.event({ ...members, time: new Date().toISOString(), part: "service", event: name });
  const connect = new ConnectEndpoint({ signalR, clients, limits, connection: connectionMaker({ signalR, hubs, limits, event }) });
  const routes = new Routes({ signalR, clients, connect, rest: (request, url) => answerRest(request, url, { signalR, hubs, bodyBytes: limits.postBytes }), event });
  const server = createLoopbackServer({
    request: (request, response) => void routes.request(request, response),
    upgrade: (request, socket, head) => void routes.upgrade(request, socket, head),
  });
  const port = await listen(server, options.port);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    signalR,
    attach: (name, host) => attach(hubs, name, host),
    stop: async () => {
      for (const client of clients.all()) {
        clients.remove(client);
        client.connection?.lost("The service stopped.");
        client.connection?.transport.abort();
      }
      await stopServer(server);
    },
  };
}

function attach(hubs: Hubs, name: string, host: HubHost): () => void {
  const hub = hubs.get(name);
  hub.hosts.push(host);
  return () => {
    const index = hub.hosts.indexOf(host);
    if (index < 0) return;
    hub.hosts.splice(index, 1);
    if (hub.hosts.length > 0) return;
    for (const member of Array.from(hub.all())) member.close("ServerOffline", false);
  };
}
