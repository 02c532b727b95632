import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium as playwright } from "playwright-core";
import type { Browser } from "playwright-core";

/** How to start the browser that tests drive. */
export interface BrowserCommand {
  readonly executablePath: string;
  readonly args: readonly string[];
}

const quietArgs = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];
const places = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/** An installed Chrome, Edge or Chromium, else the one that the npm package `@sparticuz/chromium` carries (Linux x64). */
export async function browserPath(): Promise<BrowserCommand> {
  const onPath = (process.env["PATH"] ?? "").split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  const installed = [...onPath, ...places].find((path) => existsSync(path));
  if (installed !== undefined) return { executablePath: installed, args: quietArgs };
  const { default: carried } = await import("@sparticuz/chromium");
  // Meant for a one-process cloud function: those kill the workbench's webviews, or switch off the CORS and isolation that tests look at.
  const unwanted = /^--(single-process|no-zygote|headless|disable-web-security|disable-site-isolation-trials|allow-running-insecure-content|disable-features=.*)/;
  const args = carried.args.filter((arg) => !unwanted.test(arg));
  return { executablePath: await carried.executablePath(), args: [...args, ...quietArgs] };
}

/** A headless browser with a fresh profile. */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, args } = await browserPath();
  const launch = (): Promise<Browser> => playwright.launch({ executablePath, args: [...args], headless: true });
  // Seen once on a busy machine: the browser crashes before it shows anything. That says nothing of what is tested.
  return launch().catch(launch);
}
