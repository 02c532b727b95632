import { execFileSync } from "node:child_process";
import type { VsCodeServer } from "../../../scripts/vscodeServer.ts";

/** A process of this machine, with the command line it was started by. */
interface Running {
  readonly pid: number;
  readonly parent: number;
  readonly args: string;
}

/** All processes there are now. */
export function processes(): readonly Running[] {
  const lines = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n");
  return lines.flatMap((line) => {
    const [, pid, parent, args = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), args }];
  });
}

/** Ends the extension hosts of an editor as a crash does: none of them gets to say good-bye. Gives how many there were. */
export function killExtensionHosts({ process: server }: VsCodeServer): number {
  const hosts = processes().filter(({ parent, args }) => parent === server.pid && args.includes("--type=extensionHost"));
  for (const { pid } of hosts) process.kill(pid, "SIGKILL");
  return hosts.length;
}
