import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { commands, contextKeys, doctorScheme, planScheme, policyScheme, treeViewId } from "../../src/ui/commands.ts";

const root = new URL("../../", import.meta.url);
const text = await readFile(new URL("package.json", root), "utf8");
const words: unknown = JSON.parse(await readFile(new URL("package.nls.json", root), "utf8"));

interface Item {
  readonly command: string;
  readonly when?: string;
  readonly group?: string;
}
interface Manifest {
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string; readonly icon: string }[];
    readonly menus: Readonly<Record<string, readonly Item[]>>;
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsWelcome: readonly { readonly contents: string; readonly when: string }[];
    readonly languages: readonly { readonly id: string }[];
    readonly walkthroughs: readonly { readonly steps: readonly { readonly description: string; readonly media: { readonly svg: string }; readonly completionEvents: readonly string[] }[] }[];
    readonly configuration?: { readonly properties: Readonly<Record<string, { readonly scope?: string }>> };
  };
}
const manifest: Manifest = JSON.parse(text);
const { contributes } = manifest;
const known = new Set<string>(Object.values(commands));

function word(key: string): string {
  const found = typeof words === "object" && words !== null ? Object.entries(words).find(([name]) => name === key)?.[1] : undefined;
  return typeof found === "string" ? found : "";
}

void test("every command of the code is declared, and every declared one has code", () => {
  assert.deepEqual(contributes.commands.map(({ command }) => command).toSorted(), [...known].toSorted());
});

void test("every command has a category and an icon, so that it is found in the palette and on a row", () => {
  for (const { command, category, icon } of contributes.commands) {
    assert.equal(category, "%category%", command);
    assert.match(icon, /^\$\([a-z-]+\)$/, command);
  }
});

void test("no menu offers a command that does not exist", () => {
  const offered = Object.values(contributes.menus).flat().map(({ command }) => command);
  assert.deepEqual(offered.filter((command) => !known.has(command)), []);
});

void test("welcome view and walkthrough link only to commands that exist", () => {
  const texts = [...contributes.viewsWelcome.map(({ contents }) => contents), ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ description }) => description))].map((key) => word(key.slice(1, -1)));
  const links = texts.flatMap((content) => [...content.matchAll(/command:([\w.]+)/g)].map((match) => match[1] ?? ""));
  assert.ok(links.length >= 8);
  assert.deepEqual(links.filter((link) => !known.has(link)), []);
});

void test("a walkthrough step is ticked off by something that happens", () => {
  for (const event of contributes.walkthroughs.flatMap(({ steps }) => steps.flatMap(({ completionEvents }) => completionEvents))) {
    const [kind, name = ""] = event.split(":");
    assert.ok(kind === "onCommand" ? known.has(name) : name === contextKeys.sandboxRunning, event);
  }
});

void test("every text of the manifest is in package.nls.json, and nothing there is unused", () => {
  const used = new Set([...text.matchAll(/"%([\w.]+)%"/g)].map((match) => match[1] ?? ""));
  assert.deepEqual([...used].filter((key) => word(key) === ""), []);
  assert.deepEqual(Object.keys(words ?? {}).filter((key) => !used.has(key)), []);
});

void test("when clauses read context keys, views and schemes under the names the code sets", () => {
  const clauses = [...Object.values(contributes.menus).flat(), ...contributes.viewsWelcome].map(({ when }) => when ?? "").join("\n");
  const names = new Set([...clauses.matchAll(/signalrApim\.\w+/g)].map(([name]) => name));
  assert.deepEqual([...names].filter((name) => ![treeViewId, contextKeys.sandboxRunning, contextKeys.noAccounts, contextKeys.pendingPlans, contextKeys.exportablePlans, "signalrApim.consoleActive"].includes(name)), []);
  assert.deepEqual(contributes.views["signalrApim"]?.map(({ id }) => id), [treeViewId]);
  assert.deepEqual(contributes.languages.map(({ id }) => id), [planScheme, policyScheme]);
  for (const [, scheme = ""] of clauses.matchAll(/resourceScheme == (\S+)/g)) assert.ok([planScheme, doctorScheme, policyScheme].includes(scheme), scheme);
});

void test("no folder can point credentials somewhere else: settings about where to connect or as whom are the machine's", () => {
  const scopes = Object.entries(contributes.configuration?.properties ?? {}).map(([name, { scope }]) => `${name} ${scope ?? ""}`);
  assert.deepEqual(scopes, ["signalrApim.azure.cloud machine", "signalrApim.azure.credential machine", "signalrApim.console.logSize window"]);
});

void test("no activation event is declared that VS Code derives from the contributions", () => {
  assert.deepEqual(manifest.activationEvents.filter((event) => /^on(Command|View|Language|Walkthrough)\b/.test(event) || event === "*"), []);
});
