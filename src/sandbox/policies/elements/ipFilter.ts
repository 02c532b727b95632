import { BlockList, isIP } from "node:net";
import type { PolicyDefinition } from "../definition.ts";
import type { PolicyReader } from "../policyReader.ts";
import { PolicyError } from "../run.ts";

/** `ip-filter`: lets callers of the listed addresses through, or only others. */
export const ipFilter: PolicyDefinition = {
  sections: ["inbound"],
  compile(element) {
    const allows = element.oneOf("action", ["allow", "forbid"], "allow") === "allow";
    if (!element.has("action")) element.refuse("Required attribute 'action' is missing.");
    const list = new BlockList();
    const addresses = element.children("address", (child) => child.requiredFixedContent());
    const ranges = element.children("address-range", (child) => readRange(child, list));
    if (addresses.length + ranges.length === 0) element.refuse("The element 'ip-filter' has incomplete content. List of possible elements expected: 'address, address-range'.");
    for (const address of addresses) list.addAddress(address, family(element, address));
    return (run, entry) => {
      const address = run.context.request.ipAddress;
      const kind = isIP(address);
      if (kind === 0) throw denied("FailedToParseCallerIP", "Failed to establish IP address for the caller. Access denied.");
      entry.details.push(["caller", address]);
      if (list.check(address, kind === 6 ? "ipv6" : "ipv4") === allows) return undefined;
      throw allows ? denied("CallerIpNotAllowed", `Caller IP address ${address} is not allowed. Access denied.`) : denied("CallerIpBlocked", "Caller IP address is blocked. Access denied.");
    };
  },
};

function readRange(element: PolicyReader, list: BlockList): true {
  const [from, to] = [element.requiredFixed("from"), element.requiredFixed("to")];
  const kind = family(element, from);
  if (family(element, to) !== kind) element.refuse(`'${from}' and '${to}' are not addresses of one kind.`);
  try {
    list.addRange(from, to, kind);
  } catch {
    element.refuse(`'${from}' is behind '${to}'.`);
  }
  return true;
}

function family(element: PolicyReader, address: string): "ipv4" | "ipv6" {
  const kind = isIP(address);
  return kind === 0 ? element.refuse(`'${address}' is not an IP address.`) : kind === 6 ? "ipv6" : "ipv4";
}

/** The status is 403 by general knowledge; no page says so. */
function denied(reason: string, message: string): PolicyError {
  return new PolicyError("ip-filter", reason, message, { status: 403, message });
}
