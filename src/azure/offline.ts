import type { Problem } from "../signalr/problem.ts";

/** Whether a problem says that Azure cannot be reached from here, and nothing of what was asked for. */
export function isOffline({ code }: Problem): boolean {
  return code === "unreachable" || code === "noAnswer";
}
