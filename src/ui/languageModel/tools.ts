import * as vscode from "vscode";
import { redactText } from "../../signalr/redact.ts";
import { languageModelTools } from "../commands.ts";
import type { Log } from "../log.ts";
import { problemText } from "../problemText.ts";
import type { Services } from "../services.ts";

/** What a tool does, apart from being one. Its module is loaded when a model first asks for it. */
export interface ToolWork {
  /** What the person is asked before it runs; absent where nothing leaves this machine that has not left it before. */
  readonly confirm?: (input: unknown) => { readonly title: string; readonly message: string };
  readonly running: (input: unknown) => string;
  /** @returns text for a model, not yet redacted @throws Problem for input that means nothing */
  readonly run: (input: unknown, signal: AbortSignal) => Promise<string>;
}

/** Registers the tools that language models may use: to list integrations, to run the doctor, to read a transcript. */
export function registerTools(services: Services): vscode.Disposable {
  const { log } = services;
  const tool = (name: string, load: () => Promise<ToolWork>): vscode.Disposable => vscode.lm.registerTool(name, asTool(load, log));
  return vscode.Disposable.from(
    tool(languageModelTools.listIntegrations, async () => (await import("../features.ts")).listIntegrationsTool(services)),
    tool(languageModelTools.runDoctor, async () => (await import("../features.ts")).runDoctorTool(services)),
    tool(languageModelTools.readTranscript, async () => (await import("../features.ts")).readTranscriptTool()),
  );
}

/** A model reads words, so that a failure is told in the same words a person gets, and never as a stack. */
function asTool(load: () => Promise<ToolWork>, log: Log): vscode.LanguageModelTool<unknown> {
  return {
    prepareInvocation: async ({ input }) => {
      const { confirm, running } = await load();
      return { invocationMessage: redactText(running(input)), ...(confirm && { confirmationMessages: redacted(confirm(input)) }) };
    },
    invoke: async ({ input, tokenizationOptions }, token) => {
      const controller = new AbortController();
      const listener = token.onCancellationRequested(() => controller.abort());
      try {
        const { run } = await load();
        return result(fitted(redactText(await run(input, controller.signal)), tokenizationOptions?.tokenBudget));
      } catch (error) {
        if (token.isCancellationRequested) throw new vscode.CancellationError();
        const text = problemText(error);
        log.error(text.log);
        return result(`It failed: ${text.message}`);
      } finally {
        listener.dispose();
      }
    },
  };
}

function redacted({ title, message }: { readonly title: string; readonly message: string }): { readonly title: string; readonly message: string } {
  return { title: redactText(title), message: redactText(message) };
}

function result(text: string): vscode.LanguageModelToolResult {
  return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
}

/** The most that any answer is long, in characters; a report of everything the doctor asks is about a third of it. */
const longest = 60_000;

/** A text within a model's budget, counted at three characters a token: technical text has fewer words a character than prose. */
export function fitted(text: string, tokenBudget = Number.POSITIVE_INFINITY): string {
  const room = Math.max(0, Math.min(longest, tokenBudget * 3));
  if (text.length <= room) return text;
  const note = `\n[cut: ${text.length - room} of ${text.length} characters left out]`;
  return `${text.slice(0, Math.max(0, room - note.length))}${note}`;
}
