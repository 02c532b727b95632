import { armFiles } from "./arm.ts";
import { bicepFiles } from "./bicep.ts";
import type { Deployment } from "./deployment.ts";
import type { ExportFormat } from "./formats.ts";
import { readme } from "./readme.ts";
import { terraformFiles } from "./terraform.ts";

/** A file of an export. */
export interface ExportFile {
  /** Relative to the folder of the export, with `/`. */
  readonly path: string;
  /** UTF-8 with LF at every line's end. */
  readonly text: string;
  /** Values for one place, for its owner to change: written once, then left alone. */
  readonly parameters?: true;
}

const printers: Readonly<Record<ExportFormat, (deployment: Deployment) => readonly ExportFile[]>> = { bicep: bicepFiles, arm: armFiles, terraform: terraformFiles };

/** The integration as infrastructure code, and a page that says how to use it. */
export function exportFiles(format: ExportFormat, deployment: Deployment): readonly ExportFile[] {
  const files = printers[format](deployment);
  return [...files, { path: "README.md", text: readme(format, deployment) }];
}
