import type { FrameLocator, Locator } from "playwright-core";

/** Presses Connect in the console's page and waits for the handshake. */
export async function connectConsole(page: FrameLocator): Promise<void> {
  await page.locator(".connect-bar button.connect").click();
  await page.locator(".hop-end", { hasText: "Connected" }).waitFor();
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
