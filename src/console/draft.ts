/** What the composer holds, and what of it is saved for later. */
import * as v from "valibot";

export const serviceOperations = [
  "sendToAll", "sendToUser", "sendToGroup", "sendToConnection",
  "addUserToGroup", "removeUserFromGroup", "addConnectionToGroup", "removeConnectionFromGroup",
  "userExists", "groupExists", "connectionExists", "closeConnection",
] as const;
export type ServiceOperation = (typeof serviceOperations)[number];

export const composerModes = ["invoke", "send", "stream", "upload", "clientResult", "rawText", "rawHex", "service"] as const;
export type ComposerMode = (typeof composerModes)[number];

/** A call with its arguments as typed, the answer to a question of the hub, raw text or hexadecimal, or what the service is to do. */
export const draft = v.object({
  mode: v.picklist(composerModes),
  /** The method, for a client result the client's (empty: whichever the hub asked first); not for raw modes. */
  target: v.string(),
  /** The arguments, the result (one JSON value) or the words of an error, the raw text, or the bytes in hexadecimal. */
  text: v.string(),
  /** Upload: the items, one JSON value a line. */
  items: v.optional(v.string()),
  /** Service side: what to do, and with whom: the user, group or connection. */
  operation: v.optional(v.picklist(serviceOperations)),
  name: v.optional(v.string()),
  /** The group a user or connection is added to or removed from. */
  group: v.optional(v.string()),
});
export type Draft = v.InferOutput<typeof draft>;

/** `workspace` is a file one can review and commit; `user` is the editor's own storage. */
export const places = ["workspace", "user"] as const;
export type Place = (typeof places)[number];

export const savedMessage = v.object({ name: v.string(), place: v.picklist(places), draft });
export type SavedMessage = v.InferOutput<typeof savedMessage>;

/** How the hub's question for a client result is answered without asking the person. */
export const answerRule = v.object({
  /** The client method, in whatever case. */
  target: v.string(),
  /** A JSON value, or an error's words where `failed`. Empty and not failed: no value. */
  text: v.string(),
  failed: v.boolean(),
});
export type AnswerRule = v.InferOutput<typeof answerRule>;
