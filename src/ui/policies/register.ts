import * as vscode from "vscode";
import { policyScheme, policyVersionScheme } from "../commands.ts";
import type { Services } from "../services.ts";
import { Findings } from "./findings.ts";
import { PolicyVersions } from "./versions.ts";
import type { PolicyDesk } from "./desk.ts";

function refuse(): never {
  throw vscode.FileSystemError.NoPermissions(vscode.l10n.t("Policies are changed by saving them; nothing else can be done to them here."));
}

function ours(document: vscode.TextDocument): boolean {
  return document.uri.scheme === policyScheme;
}

/** What commands need of the policies that are open. */
export interface Policies {
  readonly versions: PolicyVersions;
  readonly desk: () => Promise<PolicyDesk>;
}

/** Policy documents: a file system, their language, and what is wrong with them. All that does something is loaded with the first of them. */
export function registerPolicies(services: Services): Policies & { readonly disposable: vscode.Disposable } {
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const versions = new PolicyVersions();
  const findings = new Findings();
  let opened: Promise<PolicyDesk> | undefined;
  const desk = (): Promise<PolicyDesk> => (opened ??= import("../features.ts").then(({ PolicyDesk }) => new PolicyDesk({ services, versions, findings, changed })));
  const files: vscode.FileSystemProvider = {
    onDidChangeFile: changed.event,
    watch: () => new vscode.Disposable(() => undefined),
    stat: async (uri) => (await desk()).stat(uri),
    readFile: async (uri) => (await desk()).read(uri),
    writeFile: async (uri, content) => (await desk()).write(uri, content),
    readDirectory: () => [],
    createDirectory: refuse,
    delete: refuse,
    rename: refuse,
  };
  const selector = { scheme: policyScheme };
  const follow = async (document: vscode.TextDocument): Promise<void> => {
    if (!ours(document)) return;
    const [{ followPolicy }, at] = await Promise.all([import("../features.ts"), desk()]);
    await followPolicy(at, findings, document);
  };
  const disposable = vscode.Disposable.from(
    changed,
    findings,
    vscode.workspace.registerFileSystemProvider(policyScheme, files, { isCaseSensitive: true }),
    vscode.workspace.registerTextDocumentContentProvider(policyVersionScheme, versions),
    vscode.workspace.onDidOpenTextDocument((document) => void follow(document)),
    vscode.workspace.onDidChangeTextDocument((event) => {
      if (!ours(event.document)) return;
      findings.changed(event);
      void follow(event.document);
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      if (ours(document)) findings.forget(document.uri);
    }),
    vscode.languages.registerCompletionItemProvider(selector, { provideCompletionItems: async (document, position) => (await import("../features.ts")).completionItems(await desk(), document, position) }, "<", "/", " ", '"', "."),
    vscode.languages.registerHoverProvider(selector, { provideHover: async (document, position) => (await import("../features.ts")).policyHover(document, position) }),
  );
  for (const document of vscode.workspace.textDocuments) void follow(document);
  return { versions, desk, disposable };
}
