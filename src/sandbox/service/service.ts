import type { IncomingMessage } from "node:http";
import { createLoopbackServer, listen, stopServer } from "../loopback.ts";
import type { Part, PartOptions, SandboxEvent, SignalRModel } from "../model.ts";
import type { Answer } from "./answer.ts";
import { AppServers } from "./appServers.ts";
import type { Serving } from "./appServers.ts";
import type { Access } from "./authorize.ts";
import { Clients } from "./clients.ts";
import { ConnectEndpoint } from "./connect.ts";
import { ConnectionsWatch } from "./connections.ts";
import type { HubConnections } from "./connections.ts";
import { EntraAccess } from "./entra.ts";
import type { HubHost } from "./hubHost.ts";
import { Hubs } from "./hubs.ts";
import { defaultLimits } from "./limits.ts";
import type { ServiceLimits } from "./limits.ts";
import { isStopped } from "./networkRules.ts";
import { messagesUsedUp, Quota } from "./quota.ts";
import { answerRest } from "./rest.ts";
import { refusal, Routes } from "./routes.ts";
import { connectionMaker } from "./sessions.ts";

export interface ServiceOptions extends PartOptions, Partial<ServiceLimits> {
  /** Read at every request, so that regenerated keys and a changed mode take effect at once. */
  readonly signalR: SignalRModel;
  /** A bearer token that stands for Microsoft Entra ID's, so that apps without an access key can be tried. */
  readonly entraToken?: string;
  /** A further one: what the gateway's managed identity shows. */
  readonly identityToken?: string;
  /** Who serves a hub that has a host in this process; own where the person chose nothing. */
  readonly serving?: Serving;
}

/** What a person sees of a running service, and can change. */
export interface ServiceControl {
  /** Who serves the hubs that have a host in this process. */
  readonly serving: Serving;
  /** Chooses who serves them. Clients of the other are sent back to connect again. */
  serve(serving: Serving): void;
  /** What is connected now: every hub that has a client, an app server or a host. */
  connections(): readonly HubConnections[];
  /** Asks a client, or all connections of an app server, to leave; they may come back. False where nothing has this id. */
  closeConnection(id: string): boolean;
  /** Calls `listener`, at most once a turn of the event loop, when what `connections` tells has changed; gives back what ends that. */
  onConnectionsChanged(listener: () => void): () => void;
}

/** A running SignalR Service. */
export interface Service extends Part, ServiceControl {
  /** `http://127.0.0.1:{port}`, what `Endpoint=` says. */
  readonly url: string;
  readonly port: number;
  readonly signalR: SignalRModel;
  /** The resource was changed in the control plane: what takes effect at once does. A stopped one ends its connections. */
  resourceChanged(): void;
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
  const entra = options.entraToken === undefined ? undefined : new EntraAccess(options.entraToken, ...(options.identityToken === undefined ? [] : [options.identityToken]));
  const access: Access = {
    signalR,
    get entra() {
      return signalR.properties["disableAadAuth"] === true ? undefined : entra;
    },
  };
  const hubs = new Hubs(() => watch.changed());
  const clients = new Clients(limits.idTimeoutMs);
  const event = (name: string, members: Pick<SandboxEvent, string>): void => options.event({ ...members, time: new Date().toISOString(), part: "service", event: name });
  const quota = new Quota({
    signalR,
    connections: () => clients.connected + appServers.servers.all().length,
    reached: () => {
      event("messageQuotaReached", { message: messagesUsedUp });
      endAll(messagesUsedUp, false);
    },
  });
  const appServers: AppServers = new AppServers({ access, hubs, limits, quota, serving: options.serving, event, changed: () => watch.changed() });
  const watch = new ConnectionsWatch(hubs, appServers);
  const connect = new ConnectEndpoint({ quota, clients, limits, refused: (request, answer) => event("refused", refusal(request, "/client/", answer)), connection: connectionMaker({ signalR, hubs, appServers, limits, quota, event }) });
  const endAll = (error: string, allowReconnect: boolean): void => {
    for (const { connection } of clients.all()) connection?.close(error, allowReconnect);
    appServers.end(error);
  };
  const rest = (request: IncomingMessage, url: URL): Promise<Answer> => answerRest(request, url, { access, hubs, bodyBytes: limits.postBytes, results: (hub) => appServers.results(hub) });
  const routes = new Routes({ access, clients, connect, quota, servers: appServers.endpoint, keepsClients: (hub) => appServers.keepsClients(hub), rest, event });
  const server = createLoopbackServer({
    request: (request, response) => void routes.request(request, response),
    upgrade: (request, socket, head) => void routes.upgrade(request, socket, head),
  });
  const port = await listen(server, options.port);
  let stopped = false;
  let offline: NodeJS.Timeout | undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    signalR,
    attach: (name, host) => attach(hubs, name, host),
    resourceChanged(): void {
      if (stopped === isStopped(signalR)) return;
      stopped = !stopped;
      clearTimeout(offline);
      if (!stopped) return;
      event("stopped", {});
      appServers.goOffline();
      offline = setTimeout(() => endAll("The service was stopped.", true), limits.offlineMs);
    },
    get serving(): Serving {
      return appServers.serving;
    },
    serve: (serving) => appServers.serve(serving),
    connections: () => watch.list(),
    closeConnection: (id) => watch.close(id),
    onConnectionsChanged: (listener) => watch.listen(listener),
    stop: async () => {
      clearTimeout(offline);
      for (const client of clients.all()) {
        clients.remove(client);
        client.connection?.lost("The service stopped.");
        client.connection?.transport.abort();
      }
      appServers.stop();
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
    for (const member of Array.from(hub.all())) if (member.serverId === undefined) member.close("ServerOffline", false);
  };
}
