import type { World } from "./deployed.ts";

export const instanceId = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ApiManagement/service";

/** Template functions that our exports use, and no other. @throws Error for any other, and for wrong arguments */
export function templateFunction(name: string, args: readonly unknown[], world: World): unknown {
  const texts = args.map((arg) => {
    if (typeof arg !== "string" && typeof arg !== "number") throw new Error(`${name}: ${JSON.stringify(arg)} is no text`);
    return String(arg);
  });
  switch (name) {
    case "concat":
      return texts.join("");
    case "replace":
      return texts[0]?.replaceAll(texts[1] ?? "", texts[2] ?? "");
    case "string":
      return texts[0];
    case "empty":
      return texts[0] === "";
    case "resourceId":
      return resourceId(texts);
    case "reference":
      return referred(texts, world);
    default:
      throw new Error(`The function ${name} is not known.`);
  }
}

/** `[group,] type, name…`: as many names as the type has segments. */
function resourceId(args: readonly string[]): string {
  const [group, type, ...names] = args[0]?.includes("/") === true ? ["rg", ...args] : args;
  const [provider, ...kinds] = (type ?? "").split("/");
  if (kinds.length !== names.length) throw new Error(`resourceId: ${type ?? ""} takes ${kinds.length} names, and has ${names.length}`);
  return `/subscriptions/s/resourceGroups/${group ?? ""}/providers/${provider ?? ""}/${kinds.map((kind, index) => `${kind}/${names[index] ?? ""}`).join("/")}`;
}

function referred([id = "", version = ""]: readonly string[], { gatewayUrl, signalR }: World): object {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(version)) throw new Error(`reference: '${version}' is no API version`);
  if (/Microsoft\.ApiManagement\/service\/[^/]+$/.test(id)) return { gatewayUrl };
  if (/Microsoft\.SignalRService\/signalR\/[^/]+$/.test(id)) return signalR;
  throw new Error(`reference: ${id} is neither the instance nor the service`);
}
