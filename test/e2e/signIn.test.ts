import assert from "node:assert/strict";
import { test } from "node:test";
import { faultError } from "../../src/sandbox/arm/faults.ts";
import type { FaultReply } from "../../src/sandbox/arm/faults.ts";
import { assertNoSecrets } from "../support/secrets.ts";
import { startAzureEditor } from "./support/azureEditor.ts";
import { stepsIn } from "./support/steps.ts";
import { answerWizard } from "./support/wizard.ts";
import type { Workbench } from "./support/workbench.ts";

const published = "chat-signalr, webSocket · published";

void test("from nothing to published on an Azure with accounts and tenants, in a real VS Code", { timeout: 240_000 }, async (t) => {
  const editor = await startAzureEditor(t);
  const workbench = await editor.open();
  const arm = editor.contoso.faults;
  const step = stepsIn(t, workbench);

  await step("nobody is signed in: the tree says what it is for and offers to sign in", async () => {
    await workbench.page.locator('.activitybar .action-label[aria-label^="SignalR (APIM)"]').click();
    await welcomeButton(workbench).waitFor();
    await workbench.row("Loading…").waitFor({ state: "detached" });
    await workbench.screenshot("first run");
  });

  await step("signing in asks who, and whether this extension may; then the tree shows their subscription and its instance", async () => {
    await welcomeButton(workbench).click();
    await workbench.dialogButton("Allow").click();
    await workbench.pick("Who signs in?", "ann@contoso.invalid");
    await workbench.row("Azure, ann@contoso.invalid").waitFor();
    await workbench.expand("Sandbox, 1 instance");
    await workbench.expand("sandbox-apim, Developer");
    await workbench.row("Publish SignalR here…").waitFor();
  });

  await step("publishing asks and shows the plan; a reader hears which role it takes, and nothing is written", async () => {
    await workbench.clickRow("Publish SignalR here…", workbench.quickTitle());
    await answerWizard(workbench);
    arm.add({ method: "PUT", respond: () => denied("Microsoft.ApiManagement/service/apis/write") });
    await workbench.takeLens("Apply (4 to create");
    const refusal = workbench.notification("Ask for the role API Management Service Contributor");
    await refusal.waitFor();
    await refusal.locator(".monaco-button", { hasText: "Plan Again" }).click();
    await workbench.codeLens("Apply (4 to create").waitFor();
  });

  await step("given the role, the same plan publishes", async () => {
    await workbench.takeLens("Apply (4 to create");
    await workbench.row(published).waitFor();
    const answer = await fetch(`${editor.contoso.line.gatewayUrl}/client/negotiate?hub=chat`, { method: "POST" });
    assert.equal(answer.status, 401, "the gateway passes negotiate on to the service, which wants a token");
    await workbench.run("Notifications: Clear All Notifications");
  });

  await step("without permission for the keys, it says which role the connection string takes", async () => {
    arm.add({ method: "POST", path: /listKeys$/, respond: () => denied("Microsoft.SignalRService/SignalR/listKeys/action") });
    await workbench.rowAction(published, "Connection String", workbench.quickInput("How does the app prove itself"));
    await workbench.pick("How does the app prove itself", "With the access key");
    await workbench.pickItem("Where to?", "To the clipboard");
    await workbench.notification("SignalR Contributor on the service for its keys").waitFor();
    await workbench.run("Notifications: Clear All Notifications");
  });

  await step("without Resource Graph, subscriptions are listed one by one, and the rows are the same", async () => {
    const from = editor.events.all.length;
    arm.add({ times: 9, path: /Microsoft\.ResourceGraph/, respond: () => denied("Microsoft.ResourceGraph/resources/read") });
    await workbench.command("Refresh");
    await editor.events.find(({ path }) => typeof path === "string" && /^\/subscriptions\/[^/]+\/providers\/Microsoft\.ApiManagement\/service$/.test(path), from);
    await workbench.row(published).waitFor();
    arm.clear();
  });

  await step("throttled, a countdown says when it goes on; then the rows are there as if nothing had been", async () => {
    arm.add({ path: /\/apis$/, respond: () => busy(2) });
    await workbench.command("Refresh");
    await countdown(workbench).filter({ hasText: /going on in [12] s/ }).waitFor();
    await countdown(workbench).waitFor({ state: "hidden" });
    await workbench.row(published).waitFor();
  });

  await step("throttled for a minute, one need not wait: cancelled, the row is there to try again", async () => {
    arm.add({ path: /\/apis$/, respond: () => busy(60) });
    await workbench.command("Refresh");
    await countdown(workbench).locator(".monaco-button", { hasText: "Cancel" }).click();
    await countdown(workbench).waitFor({ state: "hidden" });
    await workbench.clickRow("Stopped, click to try again", workbench.row(published));
  });

  await step("without permission on an instance its row says so and keeps the others; given the role, one click reads it", async () => {
    arm.add({ path: /\/apis$/, respond: () => denied("Microsoft.ApiManagement/service/apis/read") });
    await workbench.command("Refresh");
    await workbench.row("No permission to read this, click to learn what is needed").waitFor();
    await workbench.row("sandbox-apim, Developer").waitFor();
    await workbench.rowAction("No permission to read this", "Try Again", workbench.row(published));
    await workbench.row(published).waitFor();
  });

  await step("as a guest of a tenant that wants a second factor, one sees its instances beside one's own", async () => {
    await workbench.rowMenu("Azure, ann@contoso.invalid", "Sign In to a Tenant");
    await workbench.pickItem("Which tenant?", "Fabrikam");
    await workbench.dialogButton("Allow").click();
    const dialog = workbench.page.locator(".monaco-dialog-box", { hasText: "sign in once more, for example with a second factor" });
    await dialog.waitFor();
    await workbench.screenshot("second factor");
    await dialog.locator(".monaco-button", { hasText: "Cancel" }).click();
    await workbench.clickRow("Sign in again…, Azure wants ann@contoso.invalid to sign in once more, for example with a second factor.", workbench.dialogButton("Allow"));
    await workbench.dialogButton("Allow").click();
    await workbench.row("Fabrikam, ann@contoso.invalid").waitFor();
    await unfold(workbench, "Sandbox, 1 instance");
    await unfold(workbench, "sandbox-apim, Developer");
    await workbench.row("Publish SignalR here…").waitFor();
    await workbench.row(published).waitFor();
  });

  await step("a second account signs in beside the first", async () => {
    await workbench.command("Sign In to Azure");
    await workbench.dialogButton("Allow").click();
    await workbench.pickItem("Select an account", "Sign in to another account");
    await workbench.pick("Who signs in?", "bob@contoso.invalid");
    await workbench.row("Azure, bob@contoso.invalid").waitFor();
    await workbench.row("Azure, ann@contoso.invalid").waitFor();
    await workbench.screenshot("two accounts");
  });

  await step("when a session has expired, its row says so and offers to sign in again, beside what it showed", async () => {
    await workbench.run("Test: Expire Microsoft Sovereign Cloud Sessions");
    await workbench.command("Refresh");
    await workbench.row("Sign in again…, bob@contoso.invalid is signed out.").waitFor();
    await workbench.screenshot("expired");
    await workbench.clickRow("Sign in again…, ann@contoso.invalid is signed out.", workbench.dialogButton("Allow"));
    await workbench.dialogButton("Allow").click();
    await workbench.row(published).waitFor();
    await workbench.row("Sign in again…, bob@contoso.invalid is signed out.").waitFor();
  });

  await step("signing one account out leaves the other", async () => {
    await workbench.rowMenu("Azure, bob@contoso.invalid", "Sign Out");
    await workbench.row("Azure, bob@contoso.invalid").waitFor({ state: "detached" });
    await workbench.row(published).waitFor();
  });

  await step("signing out leaves nothing of Azure in the tree; no token was ever on the screen or kept", async () => {
    assertNoSecrets("the window", await workbench.page.content(), editor.tokens);
    await workbench.command("Sign Out of Azure");
    await welcomeButton(workbench).waitFor();
    for (const [place, text] of await editor.kept()) assertNoSecrets(place, text, editor.tokens);
  });
});

function denied(action: string): FaultReply {
  return faultError(403, "AuthorizationFailed", `The client does not have authorization to perform action '${action}'.`);
}

function busy(seconds: number): FaultReply {
  return faultError(429, "TooManyRequests", "Too many requests.", { "Retry-After": String(seconds) });
}

function countdown(workbench: Workbench): ReturnType<Workbench["notification"]> {
  return workbench.notification("Azure limits how much may be asked");
}

/** Opens the one folded row of those that are called so. A row that is drawn anew under the click stays folded. */
async function unfold(workbench: Workbench, spoken: string): Promise<void> {
  const folded = workbench.row(spoken).and(workbench.page.locator('[aria-expanded="false"]'));
  do await folded.locator(".monaco-tl-twistie").click();
  while (!(await folded.waitFor({ state: "detached", timeout: 2000 }).then(() => true, () => false)));
}

function welcomeButton(workbench: Workbench): ReturnType<Workbench["dialogButton"]> {
  return workbench.page.locator(".welcome-view-content .monaco-button").filter({ hasText: "Sign In to Azure" });
}
