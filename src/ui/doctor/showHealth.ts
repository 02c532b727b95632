import * as vscode from "vscode";
import type { Diagnosis } from "../../doctor/model.ts";
import type { Services } from "../services.ts";
import type { IntegrationNode } from "../tree/nodes.ts";

/** Shows what a run came to: on the integration's row, on the view's icon how many are ill, and in policies that are open what is blamed. */
export function showHealth({ tree, view, health, marks }: Services, diagnosis: Diagnosis, node: IntegrationNode | undefined): void {
  const { probes } = diagnosis;
  const ill = health.all().filter(({ verdict }) => verdict.outcome === "failed");
  view.badge = ill.length === 0 ? undefined : { value: ill.length, tooltip: ill.map(({ subject, verdict }) => vscode.l10n.t("{0}: {1}", subject, verdict.text)).join("\n") };
  if (node === undefined) return;
  marks.show(node, diagnosis);
  const shapes = probes.find(({ id }) => id === "plane.apis");
  // The doctor read the APIs anew: where the tree is behind, its rows are too.
  const behind = shapes !== undefined && shapes.outcome !== "skipped" && (shapes.outcome === "ok") !== (node.integration.findings.length === 0);
  if (behind) tree.model.refresh(node.parent);
  else tree.redraw(node);
}
