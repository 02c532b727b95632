import * as l10n from "@vscode/l10n";
import { newServiceKey } from "../arm/keys.ts";
import type { Json } from "../model.ts";
import { setMember, setState } from "./changes.ts";
import type { SandboxFault } from "./fault.ts";

/** What is wrong with the SignalR Service, the app that uses it, or the instance's tier. */
export const serviceFaults: readonly SandboxFault[] = [
  property("serviceStopped", () => l10n.t("The service is stopped"), "resourceStopped", "true"),
  property("serviceIpRules", () => l10n.t("The service's IP rules do not let the gateway in"), "networkACLs", { defaultAction: "Deny", publicNetwork: { allow: ["ClientConnection", "ServerConnection", "RESTAPI"] }, ipRules: [{ value: "10.0.0.0/8", action: "Allow" }] }),
  property("serviceRefusesClients", () => l10n.t("The service's network rules refuse clients"), "networkACLs", { defaultAction: "Deny", publicNetwork: { allow: ["ServerConnection"] } }),
  property("serviceNotPublic", () => l10n.t("Public network access of the service is off"), "publicNetworkAccess", "Disabled"),
  { id: "modeDefaultWithoutServer", title: () => l10n.t("An app that is not running, in Default mode"), apply: ({ service }) => [setState(() => service.serving, (serving) => service.serve(serving), "external")] },
  { ...property("modeServerless", () => l10n.t("A Serverless service refuses the app's server"), "features", [{ flag: "ServiceMode", value: "Serverless", properties: {} }]), seenAt: "app" },
  { ...property("keysDisabled", () => l10n.t("Keys were switched off after the app was given one"), "disableLocalAuth", true), seenAt: "app" },
  { id: "keyRegenerated", title: () => l10n.t("The key was regenerated after the app was given it"), seenAt: "app", apply: ({ signalR }) => [setState(() => signalR.keys, (keys) => void (signalR.keys = keys), { ...signalR.keys, primary: newServiceKey() })] },
  { id: "tierWithoutWebSockets", title: () => l10n.t("A gateway of the Consumption tier carries no WebSockets"), apply: ({ instance }) => [setMember(() => instance.envelope, "sku", { name: "Consumption", capacity: 0 })] },
];

function property(id: string, title: () => string, name: string, value: Json): SandboxFault {
  return { id, title, apply: ({ signalR }) => [setMember(() => signalR.properties, name, value)] };
}
