import type { Hub } from "../hubs.ts";
import type { Ping } from "../serverProtocol/messages.ts";
import type { HubServers } from "./hubServers.ts";
import type { ServerConnection } from "./serverConnection.ts";
import { startLeaving } from "./shutdown.ts";

/** Answers what an app server asks by a ping (service-protocol section 5); its plain keep-alive needs no answer. */
export function answerPing(from: ServerConnection, { messages }: Ping, hub: Hub, servers: HubServers): void {
  const [name, value] = messages;
  const say = (...answer: readonly string[]): void => from.send({ kind: "ping", messages: answer });
  switch (name ?? "") {
    case "echo":
      from.send({ kind: "ping", messages });
      return;
    case "status":
      say("status", hub.size > 0 ? "1" : "0", "clientcount", String(hub.size), "servercount", String(servers.size), "capacity", "1000");
      return;
    case "servers":
      say("servers", `${Date.now()}:${Array.from(new Set(Array.from(servers.all(), ({ serverId }) => serverId))).join(";")}`);
      return;
    case "shutdown":
      if (value?.startsWith("fin:") !== true) return;
      startLeaving(from, servers, value === "fin:1");
      say("shutdown", "finack");
      return;
    default:
  }
}
