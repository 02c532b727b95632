import { namedCloud } from "../../azure/clouds.ts";
import type { Cloud } from "../../azure/controlPlane.ts";

/** Those that their Resource Manager described, by its URL: each look at who is signed in needs the cloud, and sends nothing for it. */
const described = new Map<string, Cloud>();

/** The cloud of the setting. @throws Problem `cloudUnknown`, `cloudUnreadable` */
export async function configuredCloud(name: string): Promise<Cloud> {
  const cloud = described.get(name) ?? (await namedCloud(name));
  described.set(name, cloud);
  return cloud;
}
