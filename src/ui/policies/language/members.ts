import * as l10n from "@vscode/l10n";

/** A member of `context` in a policy expression. */
export interface Member {
  readonly name: string;
  readonly about: string;
  /** As a snippet, where it is called. */
  readonly call?: string;
}

const getValue = { name: "GetValueOrDefault", about: l10n.t("The value of that name, or the default."), call: 'GetValueOrDefault("$1", "$2")' };
const body = { name: "As", about: l10n.t("The body as string, JObject and others. Reading it uses it up unless preserveContent is true."), call: "As<${1|string,JObject,JToken,JArray,byte[],XElement|}>(preserveContent: ${2|true,false|})" };
const names = (list: string): readonly Member[] => list.split(" ").map((name) => ({ name, about: "" }));
const url = names("Host Path Port Query QueryString Scheme");

/** What stands behind a dotted name (apim-facts 3.5); nothing for names that are not listed there. */
const members: Readonly<Record<string, readonly Member[]>> = {
  "": [{ name: "context", about: l10n.t("The request, the answer, variables, and what else the gateway knows.") }],
  "context.": [...names("Api Deployment Elapsed LastError Operation Product Request RequestId Response Subscription Timestamp User"), { name: "Variables", about: l10n.t("What set-variable and other policies kept.") }],
  "context.Api.": names("Id IsCurrentRevision Name Path Revision ServiceUrl Version"),
  "context.Deployment.": names("GatewayId Region ServiceName Certificates"),
  "context.LastError.": names("Source Reason Message Scope Section Path PolicyId"),
  "context.Operation.": names("Id Method Name UrlTemplate"),
  "context.Request.": names("Body Certificate Headers IpAddress MatchedParameters Method OriginalUrl Url"),
  "context.Request.Body.": [body],
  "context.Request.Headers.": [getValue],
  "context.Request.Url.": url,
  "context.Request.Url.Query.": [getValue],
  "context.Request.OriginalUrl.": url,
  "context.Request.OriginalUrl.Query.": [getValue],
  "context.Request.MatchedParameters.": [getValue],
  "context.Response.": names("Body Headers StatusCode StatusReason"),
  "context.Response.Body.": [body],
  "context.Response.Headers.": [getValue],
  "context.Variables.": [{ ...getValue, call: 'GetValueOrDefault<${1:string}>("$2", $3)' }],
};

/** @param typed the dotted name before the cursor, with its last dot */
export function membersOf(typed: string): readonly Member[] {
  return members[typed] ?? [];
}
