import * as l10n from "@vscode/l10n";
import { certificate, managedIdentity } from "./access.ts";
import { asPart, everySection, part, policy, textPart } from "./entry.ts";
import type { PartEntry, PolicyEntry } from "./entry.ts";
import { setBody, setHeader, setMethod, setStatus } from "./message.ts";

/** Policies that decide what runs, call elsewhere, and write down what happened (apim-facts 3.3). */

const call = (url: PartEntry["occurs"]): readonly PartEntry[] => [
  textPart("set-url", url),
  asPart(setMethod, "optional"),
  asPart(setHeader, "any"),
  asPart(setBody, "optional"),
  asPart(certificate, "optional"),
  asPart(managedIdentity, "optional"),
  part("proxy", "optional", "url! username password"),
];

export const flowPolicies: readonly PolicyEntry[] = [
  policy("choose", l10n.t("Runs the policies of the first condition that holds, else those of otherwise."), everySection, "", {
    parts: [
      part("when", "some", "condition!", { about: l10n.t("A branch, taken where its condition is the first that holds."), policies: true }),
      part("otherwise", "optional", "", { about: l10n.t("The branch taken where no condition holds."), policies: true }),
    ],
  }),
  policy("set-variable", l10n.t("Keeps a value for later expressions, as context.Variables[name]. An expression's value keeps its type."), everySection, "name! value!"),
  policy("return-response", l10n.t("Ends here and answers the caller itself: 200 without a body where nothing else is said."), everySection, "response-variable-name", { parts: [asPart(setStatus, "optional"), asPart(setHeader, "any"), asPart(setBody, "optional")] }),
  policy("send-request", l10n.t("Calls another URL and keeps the answer in a variable (IResponse). Where errors are ignored, the variable holds null after one."), everySection, "response-variable-name! mode:new|copy=new timeout:#=60 timeout-ms:# ignore-error:bool=false buffer-response:bool=true fail-on-error-status-code:bool=false", { parts: call("optional") }),
  policy("send-one-way-request", l10n.t("Calls another URL and does not wait for the answer."), everySection, "mode:new|copy=new timeout:#=60", { parts: call("optional") }),
  policy("forward-request", l10n.t("Sends the request to the backend. For Server-Sent Events and long polling write buffer-response=\"false\", or the gateway gathers the answer."), ["backend"], "timeout:#=300 timeout-ms:# continue-timeout:# follow-redirects:bool=false buffer-request-body:bool=false buffer-response:bool=true fail-on-error-status-code:bool=false http-version:1|2|2or1", { once: true }),
  policy("include-fragment", l10n.t("Puts in the policies of a policy fragment."), everySection, "fragment-id!"),
  policy("retry", l10n.t("Runs its policies again while a condition holds, so many times."), everySection, "condition! count!:# interval!:# delta:# max-interval:# first-fast-retry:bool=false", { policies: true }),
  policy("wait", l10n.t("Runs calls beside each other, and waits for all or the first."), ["inbound", "backend", "outbound"], "for!:all|any", { policies: ["choose", "send-request", "cache-lookup-value", "cache-store-value", "forward-request", "authentication-managed-identity"] }),
  policy("limit-concurrency", l10n.t("Lets only so many requests of one key run its policies at once; others get 429."), everySection, "key! max-count!:#", { policies: true }),
  policy("mock-response", l10n.t("Answers with an example of the API's description."), ["inbound", "outbound", "on-error"], "status-code:#=200 content-type index:# enabled:bool", { notOnHandshake: true }),
  policy("trace", l10n.t("Writes a message into traces, and into Application Insights where the instance is told to."), everySection, "source! severity:verbose|information|error=verbose", { parts: [textPart("message", "one"), part("metadata", "any", "name! value!")] }),
  policy("emit-metric", l10n.t("Sends a metric to Application Insights."), everySection, "name! namespace value default-dimensions:bool", { parts: [part("dimension", "some", "name! value")] }),
  policy("log-to-eventhub", l10n.t("Sends a message to an event hub through a logger of the instance."), everySection, "logger-id! partition-key partition-id", { text: true }),
];
