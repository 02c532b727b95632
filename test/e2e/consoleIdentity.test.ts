import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { testCertificate, tlsRelay } from "../support/tlsRelay.ts";
import { connectConsole, disconnectConsole, invoke, logRow } from "./support/console.ts";
import { startEditor } from "./support/editor.ts";
import { stepsIn } from "./support/steps.ts";

void test("the console proves who it is in a real VS Code: certificates from files, and the Entra identity", { timeout: 180_000 }, async (t) => {
  const editor = await startEditor(t);
  const { serviceEndpoint, connectionString } = editor.sandbox.line;
  const { ca, cert, key } = { ca: await readFile(testCertificate.cert), cert: await readFile(testCertificate.cert), key: await readFile(testCertificate.key) };
  const relay = await tlsRelay(t, serviceEndpoint, { ca, cert, key });
  const workbench = await editor.open();
  const page = workbench.webview();
  const step = stepsIn(t, workbench);
  const openWith = async (text: string): Promise<void> => {
    await workbench.command("Open Console with a Connection String…");
    await workbench.answer("The service's connection string", text);
    await workbench.answer("The hub's name at the service", "chat");
    await page.locator(".connect-bar").waitFor();
    await page.getByRole("button", { name: "Connection settings" }).click();
  };
  const choose = async (part: string, file: string): Promise<void> => {
    await page.getByRole("button", { name: `${part}: Choose…` }).click();
    await workbench.chooseFile(file);
    await page.getByRole("button", { name: `${part}: ${file.slice(file.lastIndexOf("/") + 1)}` }).waitFor();
  };

  await step("an authority and a PFX file are chosen, the passphrase is asked for, and a server that wants a certificate lets the console in", async () => {
    await workbench.openTree();
    await openWith(`${connectionString.replace(/;?$/, ";")}ClientEndpoint=${relay.url}`);
    // The sandbox answers to its own name only, and what stands before it has another port.
    await page.getByLabel("Headers").fill(`Host: ${new URL(serviceEndpoint).host}`);
    await choose("Trusted authority", testCertificate.cert);
    await choose("Client certificate", testCertificate.pfx);
    await page.locator(".connect-bar button.connect").click();
    await workbench.answer("It is kept in VS Code's secret storage.", "wrong");
    await workbench.answer("That passphrase does not open it.", testCertificate.passphrase);
    await page.locator(".hop-end", { hasText: "Connected" }).waitFor();
    await workbench.screenshot("console certificates");
    await invoke(page, "echo", '"ann", "with a certificate"');
    await logRow(page, "received", "with a certificate (echo from server)").waitFor();
    assert.ok(relay.taken >= 2 && relay.refused === 0);
    await disconnectConsole(page);
  });

  await step("a connection string without a key connects and plays the server by the Entra identity", async () => {
    await workbench.run("View: Close All Editors");
    await openWith(`Endpoint=${serviceEndpoint};AuthType=azure;Version=1.0;`);
    await connectConsole(page);
    await page.getByLabel("Mode").selectOption("service");
    await page.locator("input.target").fill("news");
    await page.locator("textarea.text").fill('"by identity"');
    await page.locator("button.send").click();
    await logRow(page, "received", "by identity").waitFor();
  });

  await step("no passphrase and no token of the identity is in what the editor keeps in the clear", async () => {
    const { armToken } = editor.sandbox.line;
    for (const [name, text] of await editor.kept()) assert.ok(!text.includes(armToken) && !text.includes(`"${testCertificate.passphrase}"`), name);
  });
});
