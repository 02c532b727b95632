import type { ExportFile } from "../exportFiles.ts";
import { deploymentFiles } from "./bicep.ts";
import { csharpFiles } from "./csharp.ts";
import type { NegotiateFunction } from "./options.ts";
import { checked } from "./options.ts";
import { readmeFile } from "./readme.ts";
import { localSettings } from "./shared.ts";
import { typescriptFiles } from "./typescript.ts";

/**
 * A small Azure Functions project that answers negotiate, with tests and what deploys it. The function's own file comes first.
 * @throws Problem for a hub name or an origin that cannot be one
 */
export function functionProject(given: NegotiateFunction): readonly ExportFile[] {
  const options = checked(given);
  const files = options.language === "typescript" ? typescriptFiles(options) : csharpFiles(options);
  return [...files, localSettings(options), ...deploymentFiles(options), readmeFile(options)];
}
