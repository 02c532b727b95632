import * as l10n from "@vscode/l10n";
import { Problem } from "../../signalr/problem.ts";
import type { AppNegotiate } from "../model.ts";
import { blockIn, blockRule } from "./block.ts";
import { elementsIn, textIn } from "./element.ts";
import type { LocatedElement } from "./parse.ts";
import { listedHubs } from "./guards.ts";
import { negotiation, negotiationFailed, negotiationId } from "./negotiation.ts";
import type { NegotiationInput } from "./negotiation.ts";
import type { PolicyRule } from "./rule.ts";

/**
 * The rule that a handshake negotiates as wanted. One that somebody wrote by hand will do where it calls the same app: what works is left
 * alone, and publishing does not mix its own elements into it.
 * @param input undefined where it is not known how: then any negotiation will do
 */
export function gatewayNegotiation(input: NegotiationInput | undefined): PolicyRule {
  const wanted = blockRule(
    { id: negotiationId, sections: input === undefined ? {} : { inbound: negotiation(input), "on-error": [negotiationFailed] }, place: "last" },
    {
      code: "negotiationDiffers",
      title: input === undefined ? l10n.t("negotiation") : l10n.t("negotiation with {0}", input.appUrl),
      reason: input === undefined ? l10n.t("The handshake's policy must negotiate with the app and the service, and does not.") : l10n.t("The handshake must negotiate with {0} and the service as publishing writes it.", input.appUrl),
      comment: "The gateway negotiates for clients that open a plain WebSocket, and refuses them where it cannot.",
    },
  );
  const met = (root: LocatedElement | undefined): boolean => (isHandMade(root) || input === undefined ? callsApp(root, input?.appUrl) : wanted.met([root]));
  return {
    ...wanted,
    met: ([root]) => met(root),
    metInText: (xml) => input === undefined && xml.includes("<send-request"),
    amended: (xml, root) => {
      if (isHandMade(root)) {
        throw new Problem({
          code: "negotiationNotOurs",
          message: l10n.t("The handshake's policy negotiates already, with another address, and was not written by publishing."),
          likelyCause: l10n.t("Two negotiations in one policy would call both apps."),
          nextStep: l10n.t("Change the address in that policy, or take the negotiation out of it and publish again."),
        });
      }
      return wanted.amended(xml, root);
    },
  };
}

/** How a handshake negotiates, as far as its policy tells; undefined where it does not. */
export function negotiationIn(root: LocatedElement | undefined): AppNegotiate | undefined {
  const call = calls(root)[0];
  if (call === undefined) {
    return undefined;
  }
  const withKey = elementsIn(call, "set-header").some(({ attributes }) => attributes["name"]?.toLowerCase() === "x-functions-key");
  return { url: urlOf(call), auth: withKey ? "functionKey" : "forwarded" };
}

/** Whether a handshake asks somebody before it connects. */
export function negotiates(root: LocatedElement | undefined): boolean {
  return calls(root).length > 0;
}

/** The hubs that a negotiation of publishing's lets through; empty for any. */
export function negotiationHubs(root: LocatedElement | undefined): readonly string[] {
  return listedHubs(blockIn(negotiationId, root));
}

function calls(root: LocatedElement | undefined): readonly LocatedElement[] {
  const inbound = root === undefined ? undefined : elementsIn(root, "inbound")[0];
  return inbound === undefined ? [] : deep(inbound).filter(({ name }) => name === "send-request");
}

function deep(parent: LocatedElement): readonly LocatedElement[] {
  return elementsIn(parent).flatMap((child) => [child, ...deep(child)]);
}

function isHandMade(root: LocatedElement | undefined): boolean {
  return negotiates(root) && blockIn(negotiationId, root).length === 0;
}

function callsApp(root: LocatedElement | undefined, url: string | undefined): boolean {
  return url === undefined ? negotiates(root) : calls(root).some((call) => urlOf(call) === url);
}

/** The address in a call, also where an expression adds a query to it. */
function urlOf(call: LocatedElement): string {
  const text = elementsIn(call, "set-url").map(textIn)[0] ?? "";
  const found = /^@\(\s*"([^"]*)"/.exec(text)?.[1] ?? text;
  return URL.parse(found.replace(/[?&]negotiateVersion=\d*$/, ""))?.href ?? found;
}
