// Run in a process of its own: imports the module named by the first argument, with a stand-in for `vscode`, activates it, and prints the milliseconds.
import { registerHooks } from "node:module";

const [url = "", ...names] = process.argv.slice(2);
// Answers everything an extension asks of `vscode` during activation with itself: called, constructed or read; as a list it is empty.
const stub = `const stub = new Proxy(class {}, { get: (target, name) => (name === Symbol.iterator ? function* () {} : name === "then" || typeof name === "symbol" ? undefined : name === "prototype" ? target.prototype : stub), apply: () => stub, construct: () => stub });\n`;
const source = stub + names.map((name) => `export const ${name} = stub;`).join("\n");
registerHooks({
  resolve: (specifier, context, next) => (specifier === "vscode" ? { url: `data:text/javascript,${encodeURIComponent(source)}`, shortCircuit: true } : next(specifier, context)),
});
const started = performance.now();
const module = (await import(url)) as { activate?: (context: unknown) => unknown };
module.activate?.({ subscriptions: [], globalState: { get: () => undefined, update: () => undefined }, workspaceState: { get: () => undefined }, extensionMode: 1, secrets: {} });
process.stdout.write(String(performance.now() - started));
process.exit(0);
