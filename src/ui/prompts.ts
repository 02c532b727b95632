import * as vscode from "vscode";
import { Cancelled } from "../signalr/problem.ts";
import { back } from "./publish/steps.ts";
import type { Answer, Place } from "./publish/steps.ts";

export interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

interface Frame {
  readonly title: string;
  readonly placeholder: string;
  readonly place?: Place;
  /** Text only: what is typed is not shown. */
  readonly password?: true;
}

/**
 * Asks for one of several. Items may still be on their way: the pick shows that it is busy, and a failure to get them
 * is thrown. `isActive` names the default. Throws `Cancelled` when the person leaves.
 */
export async function pickOne<T>(frame: Frame, items: readonly Choice<T>[] | Promise<readonly Choice<T>[]>, isActive: (value: T) => boolean = () => false): Promise<Answer<T>> {
  const pick = vscode.window.createQuickPick<Choice<T>>();
  pick.placeholder = frame.placeholder;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  return shown(pick, frame, (resolve, reject) => {
    pick.busy = true;
    const fill = async (): Promise<void> => {
      const ready = await items;
      pick.items = ready;
      const active = ready.find((item) => isActive(item.value));
      // Setting none would take away the first one, which VS Code makes active by itself.
      if (active !== undefined) pick.activeItems = [active];
      pick.busy = false;
    };
    fill().catch(reject);
    return pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (chosen !== undefined) resolve(chosen.value);
    });
  });
}

/** Asks for any number of several, none too. `isPicked` names those that are ticked from the start. */
export async function pickMany<T>(frame: Frame, items: readonly Choice<T>[], isPicked: (value: T) => boolean): Promise<Answer<readonly T[]>> {
  const pick = vscode.window.createQuickPick<Choice<T>>();
  pick.placeholder = frame.placeholder;
  pick.canSelectMany = true;
  pick.items = items;
  pick.selectedItems = items.filter(({ value }) => isPicked(value));
  return shown(pick, frame, (resolve) => pick.onDidAccept(() => resolve(pick.selectedItems.map(({ value }) => value))));
}

/** Asks for one line of text, checked as it is typed; `check` gives the complaint. */
export async function askText(frame: Frame, value: string, check: (text: string) => string | undefined): Promise<Answer<string>> {
  const input = vscode.window.createInputBox();
  input.value = frame.place?.typed ?? value;
  input.prompt = frame.placeholder;
  input.password = frame.password ?? false;
  return shown(input, frame, (resolve) =>
    vscode.Disposable.from(
      input.onDidChangeValue((text) => {
        input.validationMessage = check(text) ?? "";
      }),
      input.onDidAccept(() => {
        const complaint = check(input.value);
        if (complaint === undefined) resolve(input.value);
        else input.validationMessage = complaint;
      }),
      input.onDidTriggerButton(() => {
        if (input.value !== value) frame.place?.keep?.(input.value);
      }),
    ),
  );
}

/** Turns `back`, which a question without steps before it cannot give, into cancelling. */
export function answered<T>(answer: Answer<T>): T {
  if (answer === back) throw new Cancelled();
  return answer;
}

async function shown<T>(input: vscode.QuickInput & { buttons: readonly vscode.QuickInputButton[]; onDidTriggerButton: vscode.Event<vscode.QuickInputButton> }, frame: Frame, wire: (resolve: (answer: Answer<T>) => void, reject: (error: unknown) => void) => vscode.Disposable): Promise<Answer<T>> {
  input.title = frame.title;
  input.ignoreFocusOut = true;
  if (frame.place !== undefined) {
    input.step = frame.place.step;
    input.totalSteps = frame.place.total;
    if (frame.place.canGoBack) input.buttons = [vscode.QuickInputButtons.Back];
  }
  const listeners: vscode.Disposable[] = [];
  try {
    return await new Promise<Answer<T>>((resolve, reject) => {
      listeners.push(
        wire(resolve, reject),
        input.onDidTriggerButton((button) => {
          if (button === vscode.QuickInputButtons.Back) resolve(back);
        }),
        input.onDidHide(() => reject(new Cancelled())),
      );
      input.show();
    });
  } finally {
    for (const listener of listeners) listener.dispose();
    input.dispose();
  }
}
