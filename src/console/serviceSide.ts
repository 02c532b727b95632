import * as l10n from "@vscode/l10n";
import type { ConnectionString } from "../signalr/connectionString.ts";
import { Problem } from "../signalr/problem.ts";
import type { Audience, ServiceRest } from "../signalr/rest.ts";
import { readArguments, readTarget } from "./composer.ts";
import type { Draft, ServiceOperation } from "./draft.ts";

/** The service behind a target, by its key or the person's Entra identity. */
export interface ServiceAccess {
  /** Secret. */
  readonly connectionString: ConnectionString;
  readonly hub: string;
  /** Makes an Entra token for the service's data plane, which is secret; needed where the string has no key. */
  readonly entraToken?: () => Promise<string>;
}

/**
 * Plays the server: carries out what the draft says and tells what came of it in words.
 * @throws Problem `usageName` when it is not said for whom, and what the service answers; ParseProblem
 */
export async function serve(rest: ServiceRest, draft: Draft, user: string): Promise<string> {
  const operation: ServiceOperation = draft.operation ?? "sendToAll";
  const name = (what: string): string => named(draft.name, what);
  const group = (): string => named(draft.group, l10n.t("group"));
  const send = async (audience: Audience): Promise<string> => {
    await rest.send(audience, readTarget(draft.target), readArguments(draft.text, user));
    return l10n.t("The service took it.");
  };
  switch (operation) {
    case "sendToAll":
      return send({ to: "all" });
    case "sendToUser":
      return send({ to: "user", user: name(l10n.t("user")) });
    case "sendToGroup":
      return send({ to: "group", group: name(l10n.t("group")) });
    case "sendToConnection":
      return send({ to: "connection", connection: name(l10n.t("connection")) });
    case "addUserToGroup":
      return did(rest.addUserToGroup(group(), name(l10n.t("user"))));
    case "removeUserFromGroup":
      return did(rest.removeUserFromGroup(group(), name(l10n.t("user"))));
    case "addConnectionToGroup":
      return did(rest.addToGroup(group(), name(l10n.t("connection"))));
    case "removeConnectionFromGroup":
      return did(rest.removeFromGroup(group(), name(l10n.t("connection"))));
    case "userExists":
      return whether(rest.exists({ to: "user", user: name(l10n.t("user")) }));
    case "groupExists":
      return whether(rest.exists({ to: "group", group: name(l10n.t("group")) }));
    case "connectionExists":
      return whether(rest.exists({ to: "connection", connection: name(l10n.t("connection")) }));
    case "closeConnection":
      return did(rest.close({ to: "connection", connection: name(l10n.t("connection")) }));
    default:
      return operation satisfies never;
  }
}

function named(value: string | undefined, what: string): string {
  if (value !== undefined && value.trim() !== "") return value.trim();
  throw new Problem({ code: "usageName", message: l10n.t("It is not said for which {0}.", what) });
}

async function did(work: Promise<void>): Promise<string> {
  await work;
  return l10n.t("Done.");
}

async function whether(answer: Promise<boolean>): Promise<string> {
  return (await answer) ? l10n.t("Yes, it is there.") : l10n.t("No, there is none.");
}
