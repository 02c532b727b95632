import { BlockList, isIP } from "node:net";
import { loopbackAddress } from "../loopback.ts";
import { textOf } from "../model.ts";
import type { Json } from "../model.ts";

/**
 * What the IP rules say of a caller, who in a sandbox always comes from the loopback address: `deny` goes before `allow`; undefined where none
 * names it (signalr.json 2024-03-01, `IPRule`: an address, a range in CIDR, or a service tag, of which loopback is in none). In which order
 * the real service goes through them is not documented.
 */
export function ipVerdict(rules: Json | undefined): "allow" | "deny" | undefined {
  const matching = (Array.isArray(rules) ? rules : []).flatMap((rule) => (typeof rule === "object" && rule !== null && !Array.isArray(rule) && names(textOf(rule["value"])) ? [textOf(rule["action"]).toLowerCase()] : []));
  if (matching.includes("deny")) return "deny";
  return matching.includes("allow") ? "allow" : undefined;
}

/** Whether the value of a rule is an address or a range that holds the loopback address. */
function names(value: string): boolean {
  const [address = "", bits] = value.split("/");
  if (isIP(address) !== 4) return false;
  const list = new BlockList();
  if (bits === undefined) list.addAddress(address);
  else if (/^(?:\d|[12]\d|3[0-2])$/.test(bits)) list.addSubnet(address, Number(bits));
  return list.check(loopbackAddress);
}
