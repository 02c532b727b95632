// Takes the place of VS Code's own Microsoft sign-in in tests: the same provider ids, with people and tokens of the test.
import { readFileSync } from "node:fs";
import * as vscode from "vscode";
import { peopleVariable } from "./people.ts";
import type { Person } from "./people.ts";

const tenantScope = "VSCODE_TENANT:";

/** What an extension was refused with, as VS Code hands it to a provider (proposed API `authenticationChallenges`). */
interface Challenged {
  readonly fallbackScopes?: readonly string[];
}

type Session = vscode.AuthenticationSession & { readonly tenantId: string };

function everyone(): readonly Person[] {
  return JSON.parse(readFileSync(process.env[peopleVariable] ?? "", "utf8"));
}

class TestSignIn implements vscode.AuthenticationProvider {
  readonly #changed = new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>();
  readonly onDidChangeSessions = this.#changed.event;
  readonly #accounts = new Set<string>();
  /** `person/tenant` where a session is good. */
  readonly #good = new Set<string>();
  /** The same with a second factor. */
  readonly #strong = new Set<string>();

  /** Without scopes: everyone who is there, with a session that is good or not. */
  getSessions(scopes: readonly string[] | undefined, { account }: vscode.AuthenticationProviderSessionOptions): Promise<vscode.AuthenticationSession[]> {
    const here = everyone().filter(({ id }) => (account === undefined || account.id === id) && this.#accounts.has(id));
    if (scopes === undefined) return Promise.resolve(here.map((person) => this.#session(person, person.tenantId, [])));
    return Promise.resolve(here.map((person) => this.#session(person, tenantOf(person, scopes), scopes)).filter(({ id }) => this.#good.has(id)));
  }

  async createSession(scopes: readonly string[], { account }: vscode.AuthenticationProviderSessionOptions): Promise<vscode.AuthenticationSession> {
    const people = everyone().filter(({ id }) => account === undefined || account.id === id);
    const label = people.length === 1 ? people[0]?.label : await vscode.window.showQuickPick(people.map((person) => person.label), { placeHolder: "Who signs in?" });
    const person = people.find((each) => each.label === label);
    if (person === undefined) throw new Error("Cancelled");
    const made = this.#session(person, tenantOf(person, scopes), scopes);
    this.#accounts.add(person.id);
    this.#good.add(made.id);
    this.#changed.fire({ added: [made], removed: [], changed: [] });
    return made;
  }

  getSessionsFromChallenges(): Promise<vscode.AuthenticationSession[]> {
    return Promise.resolve([]);
  }

  async createSessionFromChallenges({ fallbackScopes = [] }: Challenged, options: vscode.AuthenticationProviderSessionOptions): Promise<vscode.AuthenticationSession> {
    const person = everyone().find(({ id }) => id === options.account?.id);
    if (person !== undefined) this.#strong.add(`${person.id}/${tenantOf(person, fallbackScopes)}`);
    return this.createSession(fallbackScopes, options);
  }

  removeSession(sessionId: string): Promise<void> {
    const person = everyone().find(({ id }) => sessionId.startsWith(`${id}/`));
    if (person !== undefined && this.#accounts.delete(person.id)) this.#changed.fire({ added: [], removed: [this.#session(person, person.tenantId, [])], changed: [] });
    return Promise.resolve();
  }

  /** What happens overnight: nobody's session is good any more. */
  expire(): void {
    this.#good.clear();
    this.#changed.fire({ added: [], removed: [], changed: everyone().filter(({ id }) => this.#accounts.has(id)).map((person) => this.#session(person, person.tenantId, [])) });
  }

  #session({ id: personId, label, tokens, strongTokens }: Person, tenantId: string, scopes: readonly string[]): Session {
    const id = `${personId}/${tenantId}`;
    const accessToken = (this.#strong.has(id) ? strongTokens : tokens)?.[tenantId];
    if (accessToken === undefined) throw new Error(`${label} does not belong to ${tenantId}.`);
    return { id, tenantId, accessToken, scopes, account: { id: personId, label } };
  }
}

function tenantOf(person: Person, scopes: readonly string[]): string {
  return scopes.find((scope) => scope.startsWith(tenantScope))?.slice(tenantScope.length) ?? person.tenantId;
}

export function activate(context: vscode.ExtensionContext): void {
  const options: vscode.AuthenticationProviderOptions & { readonly supportsChallenges: true } = { supportsMultipleAccounts: true, supportsChallenges: true };
  for (const [id, name] of [["microsoft", "Microsoft"], ["microsoft-sovereign-cloud", "Microsoft Sovereign Cloud"]] as const) {
    const provider = new TestSignIn();
    context.subscriptions.push(
      vscode.authentication.registerAuthenticationProvider(id, name, provider, options),
      vscode.commands.registerCommand(`${id}.test.expire`, () => provider.expire()),
    );
  }
}
