import * as vscode from "vscode";
import { redactText } from "../signalr/redact.ts";

/** The extension's output channel. Every line passes the redactor on its way; VS Code's own log level setting applies. */
export interface Log extends vscode.Disposable {
  error(text: string): void;
  warn(text: string): void;
  info(text: string): void;
  debug(text: string): void;
  show(): void;
}

/** The channel is made with its first line: VS Code opens a file for it, which activation has no use for. */
export function createLog(): Log {
  let made: vscode.LogOutputChannel | undefined;
  const channel = (): vscode.LogOutputChannel => (made ??= vscode.window.createOutputChannel("SignalR (APIM)", { log: true }));
  return {
    error: (text) => channel().error(redactText(text)),
    warn: (text) => channel().warn(redactText(text)),
    info: (text) => channel().info(redactText(text)),
    debug: (text) => channel().debug(redactText(text)),
    show: () => channel().show(true),
    dispose: () => made?.dispose(),
  };
}
