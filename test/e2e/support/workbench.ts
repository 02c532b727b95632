import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, FrameLocator, Locator, Page } from "playwright-core";
import { artifacts } from "../../../scripts/paths.ts";

const category = "SignalR (APIM)";

/** How long one click may take, and its effect be awaited, before it is tried again. */
const clickTime = { timeout: 4000 };

/** Fails as the last wait for the effect did. */
async function clickedUntil(click: () => Promise<void>, effect: () => Promise<void>, tries = 5): Promise<void> {
  await click().catch(() => undefined);
  await effect().catch((error: unknown) => {
    if (tries === 1) throw error;
    return clickedUntil(click, effect, tries - 1);
  });
}

/** One window of VS Code, used as a person uses it. Every method waits until what it needs is on the screen. */
export class Workbench {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  static async open(browser: Browser, url: string): Promise<Workbench> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
    page.setDefaultTimeout(30_000);
    await page.goto(url);
    await page.locator(".monaco-workbench .explorer-folders-view").waitFor();
    return new Workbench(page);
  }

  /** Loads the window anew, as VS Code does after an update; it asks nothing, because it keeps what is not saved. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent("load");
    await this.run("Developer: Reload Window");
    await loaded;
    await this.extensionKnown();
  }

  /** A window that has just opened shows its folder, and its palette, before it knows the extensions' commands. */
  async extensionKnown(): Promise<void> {
    await this.page.locator(`.activitybar .action-label[aria-label^="${category}"]`).waitFor();
  }

  /** The tree "SignalR (APIM)", opened from the activity bar. */
  async openTree(): Promise<void> {
    await this.page.locator(`.activitybar .action-label[aria-label^="${category}"]`).click();
    await this.page.locator(".pane-body .monaco-list").first().waitFor();
  }

  /** A row of the tree, by the beginning of what a screen reader says of it. */
  row(spoken: string): Locator {
    return this.page.locator(`.pane-body .monaco-list-row[aria-label^="${spoken}"]`);
  }

  /** Clicks a row that does something, until `then` is there. */
  async clickRow(spoken: string, then: Locator): Promise<void> {
    const row = this.row(spoken).first();
    await row.waitFor();
    await clickedUntil(() => row.click(clickTime), () => then.waitFor(clickTime));
  }

  /** Clicks a row's inline button, until `then` is there: a row that is drawn anew meanwhile takes no click. */
  async rowAction(spoken: string, title: string, then: Locator): Promise<void> {
    const row = this.row(spoken);
    const click = async (): Promise<void> => {
      await row.hover(clickTime);
      await row.locator(`.actions .action-label[aria-label^="${title}"]`).click(clickTime);
    };
    await row.waitFor();
    await clickedUntil(click, () => then.waitFor(clickTime));
  }

  /** Chooses from a row's context menu. */
  async rowMenu(spoken: string, title: string): Promise<void> {
    const item = this.page.locator(`.monaco-menu .action-item [aria-label^="${title}"]`).first();
    await this.row(spoken).waitFor();
    await clickedUntil(() => this.row(spoken).click({ ...clickTime, button: "right" }), () => item.waitFor(clickTime));
    await this.menuItem(title);
  }

  /** Chooses from the context menu that is open. It takes no clicks in its first moments, but keys at once, for the item that has the focus. */
  async menuItem(title: string): Promise<void> {
    const named = { has: this.page.locator(`[aria-label^="${title}"]`) };
    const item = this.page.locator(".monaco-menu .action-item").filter(named).first();
    await item.waitFor();
    const point = async (): Promise<void> => {
      await this.page.mouse.move(0, 0);
      await item.hover(clickTime);
    };
    await clickedUntil(point, () => this.page.locator(".monaco-menu .action-item.focused").filter(named).first().waitFor(clickTime));
    await this.page.keyboard.press("Enter");
  }

  /** Runs a command of the extension by its title in the palette. */
  async command(title: string): Promise<void> {
    await this.run(`${category}: ${title}`);
  }

  async run(title: string): Promise<void> {
    const input = this.page.locator(".quick-input-widget input.input");
    const first = this.page.locator(`.quick-input-list .monaco-list-row[aria-label^="${title}"]`).first();
    await this.page.keyboard.press("F1");
    await input.waitFor();
    await input.fill(`>${title}`);
    await first.click();
  }

  /** Chooses the quick pick item whose label begins with `label`, in the step that asks `question`. */
  async pick(question: string, label: string): Promise<void> {
    await this.question(question);
    await this.page.locator(`.quick-input-list .monaco-list-row[aria-label^="${label}"]`).first().click();
  }

  /** The same by any part of the item's text: icons stand before some labels. */
  async pickItem(question: string, text: string): Promise<void> {
    await this.question(question);
    await this.page.locator(".quick-input-list .monaco-list-row").filter({ hasText: text }).first().click();
  }

  /** Chooses a file in the editor's own dialog, by its path. */
  async chooseFile(path: string): Promise<void> {
    const input = this.page.locator(".quick-input-widget input.input");
    const row = this.page.locator(".quick-input-list .monaco-list-row");
    // The dialog takes no path before it shows its first folder.
    await row.filter({ hasText: ".." }).first().waitFor();
    await input.fill(path);
    await row.filter({ hasText: path.slice(path.lastIndexOf("/") + 1) }).first().waitFor();
    await input.press("Enter");
  }

  /** Answers an input box that asks `question`; without `text` the default stays. */
  async answer(question: string, text?: string): Promise<void> {
    await this.question(question);
    const input = this.page.locator(".quick-input-widget input.input");
    if (text !== undefined) await input.fill(text);
    await input.press("Enter");
  }

  /** Ticks items of the quick pick that asks `question`; it stays open. */
  async tick(question: string, labels: readonly string[]): Promise<void> {
    await this.question(question);
    for (const label of labels) await this.page.locator(".quick-input-list .monaco-list-row").filter({ hasText: label }).first().click();
  }

  /** Chooses a folder in VS Code's own dialog, whose button is called so. While it still follows what was typed it takes no press. */
  async chooseFolder(button: string, path: string): Promise<void> {
    const dialog = this.page.locator(".quick-input-widget", { hasText: button });
    const input = dialog.locator("input.input");
    // Once it has read its first folder it lists it, and writes its name into the field.
    await dialog.locator(".monaco-list-row").first().waitFor();
    const press = async (): Promise<void> => {
      if ((await input.inputValue(clickTime)) !== `${path}/`) await input.fill(`${path}/`, clickTime);
      await dialog.locator(".monaco-button", { hasText: button }).click(clickTime);
    };
    await clickedUntil(press, () => dialog.waitFor({ state: "hidden", timeout: 2000 }), 10);
  }

  /** Goes back to the step before, by the button in the title. */
  async back(): Promise<void> {
    await this.page.locator(".quick-input-titlebar .codicon-quick-input-back").click();
  }

  /** The quick pick or input box that asks `question`. */
  quickInput(question: string): Locator {
    const widget = this.page.locator(".quick-input-widget");
    return widget.filter({ hasText: question }).or(widget.filter({ has: this.page.locator(`input[placeholder*="${question}"]`) })).first();
  }

  /** Waits for that step. */
  async question(question: string): Promise<void> {
    await this.quickInput(question).waitFor();
  }

  /** The title row of the open quick pick, with its step: `Publish (2/6)`. */
  quickTitle(): Locator {
    return this.page.locator(".quick-input-widget .quick-input-title");
  }

  /** The text of the active editor as it is drawn. */
  async editorText(): Promise<string> {
    const lines = this.page.locator(".editor-group-container.active .view-lines .view-line");
    await lines.first().waitFor();
    // The editor keeps its lines in drawing order, and draws spaces as no-break spaces.
    const drawn = await lines.evaluateAll((all) => all.map((line) => ({ top: line.getBoundingClientRect().top, text: line.textContent })));
    return drawn.toSorted((a, b) => a.top - b.top).map(({ text }) => text.replaceAll("\u00a0", " ")).join("\n");
  }

  codeLens(text: string): Locator {
    return this.page.locator(`.codelens-decoration a, .codelens-decoration span`).filter({ hasText: text }).first();
  }

  /**
   * Clicks a code lens, until `then` is there, or by default until the lens is gone as an offer is that was taken: one that is
   * drawn anew under the pointer takes no click.
   */
  async takeLens(text: string, then?: Locator): Promise<void> {
    const lens = this.codeLens(text);
    await lens.waitFor();
    await clickedUntil(() => lens.click(clickTime), () => then?.waitFor(clickTime) ?? lens.waitFor({ ...clickTime, state: "hidden" }));
  }

  notification(text: string): Locator {
    return this.page.locator(".notification-list-item, .notifications-toasts .notification-toast").filter({ hasText: text }).first();
  }

  /** The button of a modal dialog. */
  dialogButton(title: string): Locator {
    return this.page.locator(".monaco-dialog-box .monaco-button").filter({ hasText: title });
  }

  /** The page of the webview that is in front. */
  webview(): FrameLocator {
    return webviewOf(this.page);
  }

  /** Opens a folded row. */
  async expand(spoken: string): Promise<void> {
    const row = this.row(spoken);
    await row.waitFor();
    const open = this.page.locator(`.pane-body .monaco-list-row[aria-label^="${spoken}"][aria-expanded="true"]`);
    await clickedUntil(() => row.locator(".monaco-tl-twistie").click(clickTime), () => open.waitFor(clickTime));
  }

  /** Leaves a picture of the window under artifacts/screenshots. */
  async screenshot(name: string): Promise<void> {
    await this.#restPointer();
    const folder = join(artifacts, "screenshots");
    await mkdir(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, `${name.replaceAll(/[^\w-]+/g, "-")}.png`) });
  }

  /** Pictures in a usual and in a small window; in every look where the pictures are what is wanted (`npm run screenshots -- --all`), for a change of theme takes its time. */
  async looks(name: string): Promise<void> {
    if (process.env["SIGNALR_APIM_LOOKS"] === "all") await this.inEveryLook(name);
    else await this.#bothSizes(`${name} ${light.label}`);
  }

  /** Pictures in light, dark and high contrast, in a usual and in a small window. */
  async inEveryLook(name: string): Promise<void> {
    for (const { label, applied } of [dark, highContrast, light]) {
      await this.#theme(label, applied);
      await this.#bothSizes(`${name} ${label}`);
    }
  }

  async #bothSizes(name: string): Promise<void> {
    for (const [width, height] of [[800, 600], [1280, 800]] as const) {
      await this.page.setViewportSize({ width, height });
      await this.screenshot(`${name} ${width}x${height}`);
    }
  }

  /** Away from everything that answers a resting pointer with a tooltip: one over a tab hides what stands below it. */
  async #restPointer(): Promise<void> {
    const { width, height } = this.page.viewportSize() ?? { width: 0, height: 0 };
    const gone = async (tries: number): Promise<void> => {
      // From one place to another: a window that was busy does not see a pointer that only came.
      for (const away of [80, 60]) await this.page.mouse.move(width / 2, height - away);
      const hidden = this.page.locator(".monaco-hover.workbench-hover:visible").waitFor({ state: "hidden", timeout: 2000 });
      await (tries === 1 ? hidden.catch(() => undefined) : hidden.catch(() => gone(tries - 1)));
    };
    await gone(4);
  }

  async #theme(label: string, applied: string): Promise<void> {
    await this.run("Preferences: Color Theme");
    await this.page.locator(".quick-input-widget input.input").fill(label);
    await this.page.locator(`.quick-input-list .monaco-list-row[aria-label^="${label}"]`).first().click();
    await this.page.locator(`.monaco-workbench.${applied}`).waitFor();
  }
}

/** The page of the webview in a window, also in one that holds editors alone. */
export function webviewOf(window: Page): FrameLocator {
  return window.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
}

/** Colour themes by their label, with the class that the window then has. */
const light = { label: "Light Modern", applied: "vs" };
const dark = { label: "Dark Modern", applied: "vs-dark" };
const highContrast = { label: "Dark High Contrast", applied: "hc-black" };
