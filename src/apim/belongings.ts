import * as l10n from "@vscode/l10n";
import { Problem } from "../signalr/problem.ts";
import { differences, pick, textOf } from "./compare.ts";
import { appKeyName } from "./layouts/wantedPolicies.ts";
import type { Marker } from "./marker.ts";
import { markerOf, markerText } from "./marker.ts";
import type { AppNegotiate, ArmResource, Change, InstanceContents, JsonObject, ResourcePath } from "./model.ts";
import { lastSegment, sameId } from "./paths.ts";

/** What an integration has on the instance beside its APIs: the function key, and the product its APIs belong to. */
export interface Belongings {
  /** To be done before the APIs' policies, which name them, are written. */
  readonly before: readonly Change[];
  /** To be done when all else stands. */
  readonly after: readonly Change[];
}

/**
 * The named value with the function key. Its value is never read and never part of a plan: it is given when the plan is applied.
 * @throws Problem `appKeyMissing` where a key is wanted, none is held, and none is at hand
 */
export function appKeyChanges(marker: Marker, appNegotiate: AppNegotiate | undefined, contents: InstanceContents): Belongings {
  const path = `namedValues/${appKeyName(marker.integration)}`;
  const found = contents.namedValues?.find((each) => sameId(each.path, path));
  const properties = { displayName: appKeyName(marker.integration), secret: true, tags: [markerText(marker)] };
  const base = { resource: path, title: l10n.t('secret named value "{0}"', properties.displayName) };
  if (appNegotiate?.auth !== "functionKey") {
    return { before: [], after: found !== undefined && markerOfNamedValue(found)?.integration === marker.integration ? [{ action: "delete", ...base, before: found.properties, children: [] }] : [] };
  }
  if (found === undefined) {
    if (appNegotiate.newKey !== true) {
      throw new Problem({
        code: "appKeyMissing",
        message: l10n.t("The gateway is to call the app with a function key, and holds none for it."),
        resource: path,
        nextStep: l10n.t("Give the key, or let the gateway pass the client's own Authorization on."),
      });
    }
    return { before: [{ action: "create", ...base, after: properties }], after: [] };
  }
  const compared = pick(properties, ["displayName", "secret"]);
  const before = pick(found.properties, ["displayName", "secret"]);
  if (appNegotiate.newKey === true) {
    // Last, because the key before cannot be brought back: where something else fails, it has not been lost.
    return { before: [], after: [{ action: "update", ...base, title: l10n.t("{0}: another value", base.title), before, after: compared }] };
  }
  return { before: [differences(compared, found.properties).length === 0 ? { action: "none", ...base, before } : { action: "update", ...base, before, after: compared }], after: [] };
}

/** Named values have no description; a tag says who made them. */
export function markerOfNamedValue({ path, properties }: ArmResource): Marker | undefined {
  const tags = Array.isArray(properties["tags"]) ? properties["tags"] : [];
  return markerOf({ path, properties: { description: tags.join("\n") } });
}

/**
 * The product whose subscribers may connect, and its links to the integration's APIs. A product somebody else made is only linked.
 * @param wanted the product's id; null for none, undefined to leave it as it is
 * @param apis the integration's APIs where they are or will be
 */
export function productChanges(marker: Marker, wanted: string | null | undefined, apis: readonly ResourcePath[], contents: InstanceContents): readonly Change[] {
  const all = [...(contents.products ?? []), ...contents.apis.flatMap(({ products }) => products ?? [])];
  const ours = all.filter((product, index) => markerOf(product)?.integration === marker.integration && all.findIndex(({ path }) => sameId(path, product.path)) === index);
  const going = wanted === undefined ? [] : ours.filter(({ path }) => wanted === null || !sameId(lastSegment(path), wanted));
  const deletes = going.map((product): Change => {
    const links = contents.apis.filter(({ products }) => products?.some(({ path }) => sameId(path, product.path)) === true).map(({ api }) => ({ path: `${product.path}/${api.path}`, properties: {} }));
    return { action: "delete", resource: product.path, title: productTitle(textOf(product, "displayName")), before: product.properties, children: links };
  });
  if (wanted === undefined || wanted === null) {
    return deletes;
  }
  const path = `products/${wanted}`;
  const found = all.find((product) => sameId(product.path, path));
  const properties: JsonObject = { displayName: wanted, description: markerText(marker), subscriptionRequired: true, approvalRequired: false, state: "published" };
  const product: Change =
    found === undefined
      ? { action: "create", resource: path, title: productTitle(wanted), after: properties }
      : { action: "none", resource: found.path, title: productTitle(textOf(found, "displayName")), before: pick(found.properties, ["displayName", "subscriptionRequired", "state"]) };
  const links = apis.map((api): Change => {
    const base = { resource: `${product.resource}/apis/${lastSegment(api)}`, title: l10n.t("{0} in {1}", lastSegment(api), product.title) };
    const linked = contents.apis.find((held) => sameId(held.api.path, api))?.products?.some((each) => sameId(each.path, path)) === true;
    return linked ? { action: "none", ...base } : { action: "create", ...base, after: {} };
  });
  return [product, ...links, ...deletes];
}

/** What goes with an integration that is removed: its product first, which stays where someone subscribed to it, and its key last, which cannot be brought back. */
export function removedBelongings(marker: Marker, contents: InstanceContents): Belongings {
  return { before: productChanges(marker, null, [], contents), after: appKeyChanges(marker, undefined, contents).after };
}

function productTitle(name: string): string {
  return l10n.t('product "{0}"', name);
}
