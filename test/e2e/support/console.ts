import type { FrameLocator, Locator } from "playwright-core";
import type { Workbench } from "./workbench.ts";

/** Presses Connect in the console's page and waits for the handshake. */
export async function connectConsole(page: FrameLocator): Promise<void> {
  await page.locator(".connect-bar button.connect").click();
  await page.locator(".hop-end", { hasText: "Connected" }).waitFor();
}

export async function disconnectConsole(page: FrameLocator): Promise<void> {
  await page.locator(".connect-bar button.connect", { hasText: "Disconnect" }).click();
  await page.locator(".state.closed").waitFor();
}

/** Writes an invocation into the composer and sends it. */
export async function invoke(page: FrameLocator, target: string, args: string): Promise<void> {
  await page.locator("input.target").fill(target);
  await page.locator("textarea.text").fill(args);
  await page.locator("button.send").click();
}

/** The newest row of that direction that holds the text. */
export function logRow(page: FrameLocator, direction: "sent" | "received", text: string): Locator {
  return page.locator(`.log-rows [role=row].${direction}`, { hasText: text }).last();
}

/** Goes to a part of the page by Tab (or `Shift+Tab`) alone; fails when it cannot be reached so. */
export async function tabTo(workbench: Workbench, part: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  await part.waitFor();
  for (let presses = 0; presses < 40; presses++) {
    await workbench.page.keyboard.press(key);
    if (await part.evaluate((element) => element === element.ownerDocument.activeElement)) return;
  }
  throw new Error(`40 times ${key} did not lead to ${String(part)}.`);
}
