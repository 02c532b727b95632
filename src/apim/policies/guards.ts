import * as l10n from "@vscode/l10n";
import type { JwtCheck, RateLimit } from "../model.ts";
import { blockIn, blockRule } from "./block.ts";
import { element, elementsIn } from "./element.ts";
import type { PolicyElement } from "./element.ts";
import type { LocatedElement } from "./parse.ts";
import type { PolicyRule } from "./rule.ts";

/** Conditions on who may come in, each a block of its own behind what the document inherits. */

const ids = { hubs: "signalr-hubs", rateLimit: "signalr-rate-limit", jwt: "signalr-jwt" } as const;

/** Ends a request with a status and a reason for whoever reads the client's log or a trace. */
export function refusal(code: number, reason: string): PolicyElement {
  return element("return-response", {}, [element("set-status", { code: String(code), reason })]);
}

/** Only these hubs are reached; any where none is listed. Names are lower-case at the service (signalr-protocol 5.3). */
export function hubsRule(hubs: readonly string[]): PolicyRule {
  const check = element("choose", { id: ids.hubs }, [element("when", { condition: `@(!${hubList(hubs)}.Contains(context.Request.Url.Query.GetValueOrDefault("hub", "").ToLowerInvariant()))` }, [refusal(403, "Hub not allowed")])]);
  return blockRule(
    { id: ids.hubs, sections: { inbound: hubs.length === 0 ? [] : [check] }, place: "behindBase" },
    {
      code: "hubsDiffer",
      title: hubs.length === 0 ? l10n.t("any hub") : l10n.t("only the hubs {0}", hubs.join(", ")),
      reason: hubs.length === 0 ? l10n.t("Clients must reach any hub.") : l10n.t("Clients must reach the hubs {0} and no other.", hubs.join(", ")),
      comment: hubs.length === 0 ? "" : "Only the listed hubs are published.",
    },
  );
}

/** The listed hubs as a C# array. Names hold no quotes (see `checkHubs`). */
export function hubList(hubs: readonly string[]): string {
  return `new string[] { ${hubs.map((hub) => `"${hub.toLowerCase()}"`).join(", ")} }`;
}

/** The hubs that conditions of publishing's making list, in whichever block they stand. */
export function listedHubs(elements: readonly LocatedElement[]): readonly string[] {
  const conditions = elements.flatMap((choose) => elementsIn(choose, "when").map(({ attributes }) => attributes["condition"] ?? ""));
  const list = conditions.map((condition) => /^@\(!new string\[\] \{ (.*?) \}\.Contains/.exec(condition)?.[1]).find((found) => found !== undefined);
  return list === undefined ? [] : [...list.matchAll(/"([^"]*)"/g)].flatMap(([, hub]) => hub ?? []);
}

export function hubsIn(root: LocatedElement | undefined): readonly string[] {
  return listedHubs(blockIn(ids.hubs, root));
}

const counterKeys: Readonly<Record<RateLimit["by"], string>> = {
  ip: "@(context.Request.IpAddress)",
  // Negotiate has no connection yet.
  connection: '@(context.Request.Url.Query.GetValueOrDefault("id", context.Request.IpAddress))',
};

export function rateLimitRule(limit: RateLimit | null): PolicyRule {
  const policy = limit && element("rate-limit-by-key", { id: ids.rateLimit, calls: String(limit.calls), "renewal-period": String(limit.periodSeconds), "counter-key": counterKeys[limit.by] });
  const shown = limit && l10n.t("at most {0} requests in {1} s", limit.calls, limit.periodSeconds);
  return blockRule(
    { id: ids.rateLimit, sections: { inbound: policy === null ? [] : [policy] }, place: "behindBase" },
    {
      code: "rateLimitDiffers",
      title: shown ?? l10n.t("no rate limit"),
      reason: shown === null ? l10n.t("There must be no rate limit of publishing's.") : l10n.t("Each caller must get {0}.", shown),
      comment: "",
    },
  );
}

function list(name: string, item: string, texts: readonly string[]): readonly PolicyElement[] {
  return texts.length === 0 ? [] : [element(name, {}, texts.map((text) => element(item, {}, [text])))];
}

/** @param atHandshake the token may come as clients of a bare WebSocket send one: in the query, because browsers set no headers there */
export function jwtRule(check: JwtCheck | null, atHandshake: boolean): PolicyRule {
  const token = atHandshake ? { "token-value": `@(context.Request.Headers.GetValueOrDefault("${check?.header ?? ""}", context.Request.Url.Query.GetValueOrDefault("access_token", "")).Split(' ').Last())` } : { "header-name": check?.header ?? "" };
  const policy =
    check &&
    element("validate-jwt", { id: ids.jwt, ...token, "failed-validation-httpcode": "401", "require-expiration-time": "true", "require-signed-tokens": "true" }, [
      element("openid-config", { url: check.openIdConfig }),
      ...list("audiences", "audience", check.audiences),
      ...list("issuers", "issuer", check.issuers),
    ]);
  return blockRule(
    { id: ids.jwt, sections: { inbound: policy === null ? [] : [policy] }, place: "behindBase" },
    {
      code: "jwtDiffers",
      title: check === null ? l10n.t("no token check") : l10n.t("tokens of {0}", check.openIdConfig),
      reason: check === null ? l10n.t("Publishing's token check must be gone.") : l10n.t("Clients must show a token of {0} when they negotiate.", check.openIdConfig),
      comment: check === null ? "" : "Clients show a token of the app's own when they negotiate.",
    },
  );
}
