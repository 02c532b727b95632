import { build } from "esbuild";
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { Server } from "node:http";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { ConsoleHost } from "../../../src/console/consoleHost.ts";
import type { ConsolePlatform } from "../../../src/console/platform.ts";
import type { CertificatePart, HostMessage } from "../../../src/console/protocol.ts";
import type { ConsoleTarget } from "../../../src/console/target.ts";
import { pageHtml } from "../../../src/ui/console/html.ts";
import { FakeHub } from "../../console/fakeHub.ts";
import { fakePlatform } from "../../console/fakePlatform.ts";
import { themes } from "./themes.ts";
import type { ThemeName } from "./themes.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** What the editor does for a page: the message channel and the state it keeps over reloads. */
const editorScript = `
  window.acquireVsCodeApi = () => ({
    postMessage: (message) => void window.toHost(message),
    getState: () => JSON.parse(sessionStorage.getItem("state") ?? "null") ?? undefined,
    setState: (state) => sessionStorage.setItem("state", JSON.stringify(state)),
  });`;

/** Serves the page as a webview gets it: the same frame, the same policy, the editor's theme variables. */
export async function servePage(): Promise<{ readonly url: string; close(): void }> {
  const bundle = await build({
    entryPoints: [{ in: "src/page/main.ts", out: "page" }, { in: "media/page/page.css", out: "page" }],
    absWorkingDir: root, bundle: true, write: false, outdir: "dist", format: "esm", platform: "browser", target: "es2022",
    loader: { ".ttf": "file" }, assetNames: "[name]", logLevel: "error",
  });
  const files = new Map(bundle.outputFiles.map((file) => [`/${file.path.slice(root.length)}`, Buffer.from(file.contents)]));
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://page");
    const theme = searchParams.get("theme");
    void answer(pathname, theme, files).then(([type, body]) => response.writeHead(body === undefined ? 404 : 200, { "content-type": type }).end(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${port(server)}`, close: () => void server.close() };
}

function port(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function answer(path: string, theme: string | null, files: ReadonlyMap<string, Buffer>): Promise<[string, string | Buffer | undefined]> {
  if (path === "/") {
    const nonce = randomBytes(16).toString("base64");
    const frame = pageHtml({ language: "en", title: "SignalR console", source: "'self'", nonce, address: (...parts) => `/${parts.join("/")}` });
    const head = `<link rel="stylesheet" href="/theme.css?theme=${theme ?? "dark"}">`;
    return ["text/html", frame.replace("</head>", `${head}</head>`).replace("<script ", `<script nonce="${nonce}">${editorScript}</script><script `)];
  }
  if (path === "/theme.css") return ["text/css", themes[theme === "light" || theme === "highContrast" ? theme : "dark"]];
  const type = path.endsWith(".js") ? "text/javascript" : path.endsWith(".css") ? "text/css" : "font/ttf";
  return [type, files.get(path)];
}

export interface OpenOptions {
  readonly kind?: ConsoleTarget["kind"];
  /** Stands on its own wire; absent for a hub without a network. */
  readonly target?: ConsoleTarget;
  readonly budget?: number;
  readonly theme?: ThemeName;
  readonly size?: { readonly width: number; readonly height: number };
}

/** One open console: the real host and page, a hub without a network, and what the editor was asked to do. */
export class OpenConsole {
  readonly page: Page;
  readonly hub: FakeHub;
  readonly host: ConsoleHost;
  readonly copied: string[] = [];
  readonly exported: string[] = [];
  /** In which form each of these was. */
  readonly forms: string[] = [];
  readonly #saved = new Map<string, string>();
  /** How often the doctor was asked. */
  examined = 0;
  /** What the person chooses when asked for a file. */
  file: string | undefined;
  /** The path they choose for each part of a certificate. */
  readonly certificates: { [Part in CertificatePart]?: string | undefined } = {};
  /** Set to lose messages on their way to the page. */
  lose: (message: HostMessage) => boolean = () => false;
  readonly fromPage: unknown[] = [];

  private constructor(page: Page, options: OpenOptions) {
    this.page = page;
    this.hub = new FakeHub();
    const kind = options.kind ?? "hub";
    const target: ConsoleTarget = options.target ?? {
      kind,
      title: kind === "hub" ? "app.example/chat" : "chat-signalr ▸ hub chat",
      address: kind === "hub" ? "https://app.example/chat" : "https://gateway.example/client/?hub=chat",
      key: "https://app.example/chat",
      resolve: async () => ({ url: "https://app.example/chat" }),
    };
    this.host = new ConsoleHost(target, this.#platform(), { ...(options.target === undefined && { open: this.hub.open }), ...(options.budget !== undefined && { budget: options.budget }) });
  }

  static async open(browser: Browser, url: string, options: OpenOptions = {}): Promise<OpenConsole> {
    const context = await browser.newContext({ viewport: options.size ?? { width: 1280, height: 800 }, ...(options.theme === "highContrast" && { forcedColors: "none" }) });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const opened = new OpenConsole(page, options);
    await page.exposeFunction("toHost", (message: unknown) => {
      opened.fromPage.push(message);
      void opened.host.receive(message);
    });
    await page.addInitScript(() => {
      Object.assign(window, { violations: [] });
      document.addEventListener("securitypolicyviolation", (event) => {
        (Reflect.get(window, "violations") as string[]).push(`${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    page.on("pageerror", (error) => opened.errors.push(error.message));
    await page.goto(`${url}/?theme=${options.theme ?? "dark"}`);
    await page.locator(options.kind === "transcript" ? ".read-only" : "signalr-composer textarea").waitFor();
    return opened;
  }

  readonly errors: string[] = [];

  async violations(): Promise<unknown> {
    return await this.page.evaluate(() => Reflect.get(window, "violations"));
  }

  /** Connects by the page's button and waits for the word. */
  async connect(): Promise<void> {
    await this.page.locator("button.connect").click();
    await this.page.locator(".state.connected").waitFor();
  }

  /** Messages of the server, `count` of them. */
  flood(count: number): void {
    for (let index = 0; index < count; index++) {
      this.hub.now += 5;
      this.hub.receive({ kind: "invocation", target: "broadcastMessage", arguments: ["ann", `message ${index}`] });
    }
  }

  async close(): Promise<void> {
    await this.page.context().close();
    await this.host.dispose();
  }

  #platform(): ConsolePlatform {
    return fakePlatform({
      id: "3f2b8c1e-0000-4000-8000-000000000000",
      post: (message) => {
        if (!this.lose(message) && !this.page.isClosed()) void this.page.evaluate((data) => window.postMessage(data), message).catch(() => undefined);
      },
      copy: async (text) => void this.copied.push(text),
      keepTranscript: async (text, form) => {
        this.exported.push(text.join(""));
        this.forms.push(form);
      },
      messages: { read: async (place) => this.#saved.get(place), write: async (place, text) => void this.#saved.set(place, text) },
      examine: () => void (this.examined += 1),
      pickCertificate: async (part) => this.certificates[part],
      pickFile: async () => (this.file === undefined ? undefined : new TextEncoder().encode(this.file)),
    });
  }
}
