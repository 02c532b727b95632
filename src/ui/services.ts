import type * as vscode from "vscode";
import type { Accounts } from "./account/accounts.ts";
import type { Health } from "./doctor/health.ts";
import type { PolicyMarks } from "./doctor/policyMarks.ts";
import type { Log } from "./log.ts";
import type { SandboxControl } from "./sandbox/control.ts";
import type { TreeNode } from "./tree/nodes.ts";
import type { TreeProvider } from "./tree/provider.ts";

/** What the features share. Made on activation; none of it reads or loads anything before it is asked. */
export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly log: Log;
  readonly sandbox: SandboxControl;
  readonly accounts: Accounts;
  /** What the doctor found. */
  readonly health: Health;
  /** What it blames in policies that are open. */
  readonly marks: PolicyMarks;
  readonly tree: TreeProvider;
  readonly view: vscode.TreeView<TreeNode>;
}
