import * as l10n from "@vscode/l10n";
import type { ComposerMode, ConsoleStatus, Draft, ServiceOperation } from "../console/protocol.ts";

/** The composer's modes that make sense with this session, each with its words. */
export function modes({ choices, serves }: Pick<ConsoleStatus, "choices" | "serves">): readonly (readonly [ComposerMode, string])[] {
  const raw = [["rawText", l10n.t("Raw text")], ["rawHex", l10n.t("Raw hex")]] as const;
  const calls = [
    ["invoke", l10n.t("Invoke")], ["send", l10n.t("Send, no answer")], ["stream", l10n.t("Stream")], ["upload", l10n.t("Upload stream")], ["clientResult", l10n.t("Client result")],
  ] as const;
  return [...(choices?.bare === true ? [] : calls), ...raw, ...(serves === true ? [["service", l10n.t("Service side")] as const] : [])];
}

/** What a service operation is about. */
interface OperationShape {
  readonly title: string;
  /** What `name` names; absent where it is everybody. */
  readonly name?: string;
  readonly hasGroup: boolean;
  readonly sends: boolean;
}

export function operationShape(operation: ServiceOperation): OperationShape {
  const user = l10n.t("User");
  const group = l10n.t("Group");
  const connection = l10n.t("Connection");
  const shape = (title: string, name?: string, more: Partial<OperationShape> = {}): OperationShape => ({ title, hasGroup: false, sends: false, ...(name !== undefined && { name }), ...more });
  switch (operation) {
    case "sendToAll":
      return shape(l10n.t("Send to all"), undefined, { sends: true });
    case "sendToUser":
      return shape(l10n.t("Send to a user"), user, { sends: true });
    case "sendToGroup":
      return shape(l10n.t("Send to a group"), group, { sends: true });
    case "sendToConnection":
      return shape(l10n.t("Send to a connection"), connection, { sends: true });
    case "addUserToGroup":
      return shape(l10n.t("Add a user to a group"), user, { hasGroup: true });
    case "removeUserFromGroup":
      return shape(l10n.t("Remove a user from a group"), user, { hasGroup: true });
    case "addConnectionToGroup":
      return shape(l10n.t("Add a connection to a group"), connection, { hasGroup: true });
    case "removeConnectionFromGroup":
      return shape(l10n.t("Remove a connection from a group"), connection, { hasGroup: true });
    case "userExists":
      return shape(l10n.t("Is a user connected?"), user);
    case "groupExists":
      return shape(l10n.t("Has a group connections?"), group);
    case "connectionExists":
      return shape(l10n.t("Does a connection exist?"), connection);
    case "closeConnection":
    default:
      return shape(l10n.t("Close a connection"), connection);
  }
}

/** Whether two drafts say the same, so that a history holds each once. */
export function sameDraft(a: Draft, b: Draft): boolean {
  return a.mode === b.mode && a.target === b.target && a.text === b.text && a.items === b.items && a.operation === b.operation && a.name === b.name && a.group === b.group;
}
