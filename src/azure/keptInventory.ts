import * as v from "valibot";
import type { Kept } from "./inventory.ts";

const version = 1;
const text = v.string();
const instance = v.object({ id: text, subscriptionId: text, resourceGroup: text, name: text, location: text, sku: text, gatewayUrl: text, gatewayUrls: v.array(text), provisioningState: text });
const service = v.object({ id: text, subscriptionId: text, resourceGroup: text, name: text, location: text, endpoint: text, serviceMode: text, disableLocalAuth: v.boolean(), kind: v.exactOptional(text), provisioningState: v.exactOptional(text) });
const schema = v.object({
  version: v.literal(version),
  at: v.pipe(v.number(), v.minValue(0)),
  subscriptions: v.array(v.object({ id: text, name: text, tenantId: text, disabled: v.exactOptional(v.literal(true)) })),
  instances: v.array(instance),
  services: v.array(service),
});

/** What was read of an identity's resources, as a file's text. */
export function inventoryText(kept: Kept): string {
  return JSON.stringify({ version, ...kept });
}

/** Undefined for anything but what `inventoryText` of this version gave. */
export function parseInventory(file: string): Kept | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), file);
  if (!parsed.success) return undefined;
  const { at, subscriptions, instances, services } = parsed.output;
  return { at, subscriptions, instances, services };
}
