import "./extension.ts";
import "./activation.ts";
import "./journey.ts";
import "./languageModel.ts";
import "./plans.ts";
import "./proxy.ts";
import "./entra.ts";
import { runAll } from "./suite.ts";

/** The entry VS Code calls in its extension host. */
export async function run(): Promise<void> {
  await runAll();
}
