import { askApp } from "../../sandbox/appRequest.ts";
import { loopbackAddress } from "../../sandbox/loopback.ts";
import type { SandboxLine } from "../../sandbox/model.ts";
import { readState } from "../../sandbox/state.ts";
import { Problem } from "../../signalr/problem.ts";
import { readLine } from "./process.ts";

/**
 * The line of the sandbox that another window runs from this state file; undefined where none does. Only one can: the
 * state remembers the ports that what was published names.
 * @throws Cancelled when `signal` stopped it
 */
export async function sandboxOfState(stateFile: string, signal?: AbortSignal): Promise<SandboxLine | undefined> {
  try {
    const state = await readState(stateFile, undefined);
    if (state === undefined) return undefined;
    const { ports, armToken } = state;
    return readLine(await askApp({ appServerUrl: `http://${loopbackAddress}:${ports.app}`, armToken }, { method: "GET", path: "/.sandbox/line", signal }));
  } catch (error) {
    // Nobody listens there, or another program does: starting one says what is in the way.
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/** Whether the process of a sandbox that another window runs is still there. */
export function runs({ pid }: Pick<SandboxLine, "pid">): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
