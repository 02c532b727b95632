import type { PipelineResponse } from "@azure/core-rest-pipeline";
import * as l10n from "@vscode/l10n";
import { Problem } from "../signalr/problem.ts";
import { requestIdOf } from "./requestId.ts";

/** Resource Manager speaks JSON; a page for people is somebody else's: a hotel's sign-in, a proxy's notice. @throws Problem `notAzure` */
export function refuseWebPage(response: PipelineResponse, url: URL): void {
  const type = response.headers.get("content-type") ?? "";
  const page = /^\s*text\/html\b/i.test(type) || /^\s*<(!doctype|html)\b/i.test(response.bodyAsText ?? "");
  // Azure's own gateways answer trouble with a page, under an id by which its support finds it.
  if (response.status !== 511 && (!page || requestIdOf(response.headers) !== undefined)) return;
  throw new Problem({
    code: "notAzure",
    message: l10n.t("{0} was answered with a web page, not by Azure.", url.host),
    resource: url.pathname,
    status: response.status,
    likelyCause: l10n.t("The network wants you to sign in first (a hotel, a train, a guest network), or a proxy stands in between."),
    nextStep: l10n.t("Open any page in a browser, sign in to the network, and try again. For a proxy, set http.proxy."),
  });
}

/** A clock this far off makes tokens look expired, or not valid yet, in milliseconds. */
const skewMs = 4 * 60_000;

/** How far this machine's clock is from the server's, in whole minutes and above zero where it is ahead; undefined where it is near enough or nobody says. */
export function minutesOff(date: string | undefined, now = Date.now()): number | undefined {
  const theirs = Date.parse(date ?? "");
  return Number.isNaN(theirs) || Math.abs(now - theirs) < skewMs ? undefined : Math.round((now - theirs) / 60_000);
}
