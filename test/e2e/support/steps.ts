import { basename } from "node:path";
import type { TestContext } from "node:test";
import type { Workbench } from "./workbench.ts";

/** One step of what a person does in a window. */
export type Step = (name: string, run: () => Promise<void>) => Promise<void>;

/** Steps that stand on each other: the first that fails leaves a picture of the window, and those after it are not run. */
export function stepsIn(t: TestContext, workbench: Workbench): Step {
  let failed = false;
  const file = basename(t.filePath ?? "", ".test.ts");
  return (name, run) => t.test(name, failed ? { skip: "a step before this one failed" } : {}, async () => {
    try {
      await run();
    } catch (error) {
      failed = true;
      await workbench.screenshot(`failed ${file} ${name}`).catch(() => undefined);
      throw error;
    }
  });
}
