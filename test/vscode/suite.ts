/** The little that is needed of a test runner inside VS Code's extension host, where `node:test` has no process of its own. */
const tests: { readonly name: string; readonly run: () => Promise<void> | void }[] = [];

/** Tests run in the order they are declared, each on the state the ones before it left. */
export function test(name: string, run: () => Promise<void> | void): void {
  tests.push({ name, run });
}

/** Says `ok NAME` or `not ok NAME` for each; throws at the end when one failed. */
export async function runAll(): Promise<void> {
  let failed = 0;
  for (const { name, run } of tests) {
    try {
      await run();
      console.log(`ok ${name}`);
    } catch (error) {
      failed += 1;
      console.log(`not ok ${name}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
  console.log(`${tests.length - failed} passed, ${failed} failed`);
  if (failed > 0) throw new Error(`${failed} of ${tests.length} failed inside VS Code.`);
}
