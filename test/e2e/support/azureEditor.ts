import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { launchBrowser } from "../../../scripts/browser.ts";
import { startServer } from "../../../scripts/vscodeServer.ts";
import { startSandbox } from "../../../src/sandbox/sandbox.ts";
import type { Sandbox } from "../../../src/sandbox/sandbox.ts";
import { SandboxEvents } from "../../support/sandboxEvents.ts";
import { tempFolder } from "../../support/tempFolder.ts";
import { startTenantsArm } from "../../support/tenantsArm.ts";
import { textFiles } from "./editor.ts";
import { builtinsWithTestSignIn } from "./signIn/install.ts";
import { peopleVariable } from "./signIn/people.ts";
import type { Person } from "./signIn/people.ts";
import { Workbench } from "./workbench.ts";

/** A real VS Code as it is on a first day: nobody has signed in, and there is a cloud of two tenants to sign in to. */
export interface AzureEditor {
  /** Where Ann and Bob are at home. */
  readonly contoso: Sandbox;
  readonly events: SandboxEvents;
  /** Where Ann is a guest, and has to show a second factor. */
  readonly fabrikam: Sandbox;
  /** Everybody's tokens. */
  readonly tokens: readonly string[];
  /** As `Editor.kept`. */
  kept(): Promise<readonly (readonly [name: string, text: string])[]>;
  open(): Promise<Workbench>;
}

export async function startAzureEditor(t: TestContext): Promise<AzureEditor> {
  // As in `startEditor`: the folder goes last.
  const running = new AsyncDisposableStack();
  t.after(() => running.disposeAsync());
  const temp = await tempFolder(t);
  const events = new SandboxEvents();
  const [contoso, fabrikam] = await Promise.all([startSandbox({ event: events.take }), startSandbox()]);
  for (const sandbox of [contoso, fabrikam]) running.defer(() => sandbox.stop());
  const [home, guest] = [contoso.line.tenantId, fabrikam.line.tenantId];
  const ann: Person = { id: "ann-id", label: "ann@contoso.invalid", tenantId: home, tokens: { [home]: "token-of-ann-at-home", [guest]: "token-of-ann-as-guest" }, strongTokens: { [guest]: "token-of-ann-with-second-factor" } };
  const bob: Person = { id: "bob-id", label: "bob@contoso.invalid", tenantId: home, tokens: { [home]: "token-of-bob-at-home" } };
  const people = join(temp, "people.json");
  await writeFile(people, JSON.stringify([ann, bob]));
  const tokens = [ann, bob].flatMap((person) => [...Object.values(person.tokens), ...Object.values(person.strongTokens ?? {})]);
  const contosoTenant = { name: "Contoso", sandbox: contoso, tokens: [ann, bob].flatMap((person) => person.tokens[home] ?? []) };
  const fabrikamTenant = { name: "Fabrikam", sandbox: fabrikam, tokens: [ann].flatMap((person) => person.strongTokens?.[guest] ?? []), weakTokens: [ann].flatMap((person) => person.tokens[guest] ?? []) };
  const url = await startTenantsArm(t, [contosoTenant, fabrikamTenant], (token) => (Object.values(ann.tokens).includes(token) ? [contosoTenant, fabrikamTenant] : [contosoTenant]));
  const folder = join(temp, "folder");
  await mkdir(folder);
  const server = await startServer({
    dataDir: join(temp, "server"),
    folder,
    env: { [peopleVariable]: people },
    machineSettings: { "signalrApim.azure.cloud": url, "microsoft-sovereign-cloud.environment": "custom" },
    builtins: await builtinsWithTestSignIn(join(temp, "builtins")),
    install: true,
  });
  running.defer(() => server.stop());
  const browser = await launchBrowser();
  running.defer(() => browser.close());
  return { contoso, events, fabrikam, tokens, kept: () => textFiles(join(temp, "server", "data")), open: () => Workbench.open(browser, server.url) };
}
