import type * as vscode from "vscode";
import type { Memory } from "../../console/memory.ts";

/** What the editor keeps for a workspace. */
export function memoryOf(state: vscode.Memento): Memory {
  return { get: (name) => state.get(name), set: (name, value) => state.update(name, value) };
}
