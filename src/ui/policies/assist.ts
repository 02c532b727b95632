import * as vscode from "vscode";
import { scopeOf } from "./address.ts";
import type { PolicyAddress } from "./address.ts";
import type { PolicyDesk } from "./desk.ts";
import type { Findings } from "./findings.ts";
import { checkPolicy } from "./language/check.ts";
import { completePolicy } from "./language/complete.ts";
import type { Proposal } from "./language/complete.ts";
import { hoverPolicy } from "./language/hover.ts";

const kinds: Readonly<Record<Proposal["kind"], vscode.CompletionItemKind>> = {
  element: vscode.CompletionItemKind.Class,
  attribute: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.EnumMember,
  member: vscode.CompletionItemKind.Field,
};

/** Keeps marks and base of a document up to date with what it holds now. */
export async function followPolicy(desk: PolicyDesk, findings: Findings, document: vscode.TextDocument): Promise<void> {
  const address = desk.addresses.of(document.uri);
  if (address === undefined) return;
  await (document.isDirty ? desk.bases.dirty(document.uri) : desk.bases.clean(document.uri, document.getText()));
  const place = placeOf(address);
  findings.checked(document, checkPolicy(document.getText(), { ...place, preflights: [] }));
  if (!document.getText().includes("<cors")) return;
  const preflights = await desk.reach.preflights(address);
  if (preflights.length > 0 && !document.isClosed) findings.checked(document, checkPolicy(document.getText(), { ...place, preflights }));
}

export function completionItems(desk: PolicyDesk, document: vscode.TextDocument, position: vscode.Position): vscode.CompletionItem[] {
  const address = desk.addresses.of(document.uri);
  if (address === undefined) return [];
  return completePolicy(document.getText(), document.offsetAt(position), placeOf(address)).map((proposal) => {
    const { label, about, snippet, replaces, required, kind } = proposal;
    const item = new vscode.CompletionItem(label, kinds[kind]);
    item.insertText = new vscode.SnippetString(snippet);
    item.range = new vscode.Range(document.positionAt(replaces.start), document.positionAt(replaces.end));
    item.filterText = document.getText(item.range).startsWith("<") ? `<${label}` : label;
    item.sortText = `${required ? 0 : 1} ${label}`;
    if (about !== "") item.documentation = about;
    return item;
  });
}

export function policyHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
  const found = hoverPolicy(document.getText(), document.offsetAt(position));
  if (found === undefined) return undefined;
  const text = new vscode.MarkdownString(`**${found.title}**`);
  for (const line of found.lines) text.appendMarkdown("\n\n").appendText(line);
  return new vscode.Hover(text, new vscode.Range(document.positionAt(found.start), document.positionAt(found.end)));
}

function placeOf(address: PolicyAddress): { readonly scope: ReturnType<typeof scopeOf>; readonly webSocket: boolean } {
  return { scope: scopeOf(address), webSocket: address.webSocket };
}
