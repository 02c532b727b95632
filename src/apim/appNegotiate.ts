import * as l10n from "@vscode/l10n";
import { Problem } from "../signalr/problem.ts";
import { hasExpression, isSecure } from "./extras.ts";
import type { LayoutName } from "./model.ts";

/**
 * The URL of an app's negotiate as the gateway calls it: absolute, https (http only on loopback), without user name and fragment.
 * @throws Problem `appNegotiateUrlInvalid`
 */
export function checkAppNegotiateUrl(text: string): string {
  const url = URL.parse(text.trim());
  const wrong = url === null ? l10n.t("it is not an absolute URL.") : urlFault(url);
  if (url === null || wrong !== undefined) {
    throw new Problem({
      code: "appNegotiateUrlInvalid",
      // What stands in a URL's user part is a password, often.
      message: l10n.t('"{0}" cannot be the address of the app\'s negotiate: {1}', url === null ? text : `${url.origin}${url.pathname}`, wrong ?? ""),
      nextStep: l10n.t("Give the URL that the app answers negotiate at, such as https://app.contoso.com/chat/negotiate."),
    });
  }
  return url.href;
}

function urlFault(url: URL): string | undefined {
  if (url.username !== "" || url.password !== "") {
    return l10n.t("it holds a user name or password.");
  }
  if (url.hash !== "") {
    return l10n.t("it has a fragment, which is never sent.");
  }
  if (!/^https?:$/.test(url.protocol)) {
    return l10n.t("its scheme is {0}, not https.", url.protocol.replace(":", ""));
  }
  if (!isSecure(url)) {
    return l10n.t("it is not https. Plain http is taken on loopback only, because tokens travel there.");
  }
  // `code` is where function apps take a key, too; it belongs in a secret named value.
  if (["code", "access_token", "subscription-key"].some((name) => url.searchParams.has(name))) {
    return l10n.t("its query holds a key or token, which would stand in the policy for everyone to read.");
  }
  return hasExpression(url.href) ? l10n.t("it holds {{ or }}, which a policy would take for a named value.") : undefined;
}

/**
 * The layout `gatewayNegotiate` cannot do without the app's negotiate, and the others cannot do anything with it.
 * @throws Problem `appNegotiateUrlMissing`, `appNegotiateUrlNotUsed`
 */
export function checkAppNegotiate(layout: LayoutName, given: boolean): void {
  if (layout === "gatewayNegotiate" && !given) {
    throw new Problem({
      code: "appNegotiateUrlMissing",
      message: l10n.t("The layout gatewayNegotiate needs the address of the app's negotiate."),
      nextStep: l10n.t("Give --app-negotiate-url, such as https://app.contoso.com/chat/negotiate."),
    });
  }
  if (layout !== "gatewayNegotiate" && given) {
    throw new Problem({
      code: "appNegotiateUrlNotUsed",
      message: l10n.t("Clients of the layout {0} negotiate with the app themselves, so that the address of its negotiate has no use.", layout),
      nextStep: l10n.t("Leave --app-negotiate-url out, or choose the layout gatewayNegotiate."),
    });
  }
}
