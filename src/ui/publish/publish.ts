import * as vscode from "vscode";
import type { DeploymentInput } from "../../apim/export/deployment.ts";
import { deploymentOf } from "../../apim/export/deployment.ts";
import type { AppNegotiate, Plan } from "../../apim/model.ts";
import { plan } from "../../apim/plan.ts";
import { concernedBy } from "../../apim/recognise.ts";
import { Cancelled } from "../../signalr/problem.ts";
import { commands } from "../commands.ts";
import { exportAs } from "../export/exportAs.ts";
import { withProgress } from "../progress.ts";
import type { Services } from "../services.ts";
import { isTreeNode } from "../tree/nodes.ts";
import type { IntegrationNode } from "../tree/nodes.ts";
import { hasChanges, offerPlan } from "./offer.ts";
import type { Offer } from "./offer.ts";
import type { PlanDocuments } from "./planDocuments.ts";
import { serviceOf } from "./targets.ts";
import { publishOptions, secretsFor } from "./answers.ts";
import type { Answers } from "./answers.ts";
import { askAnswers } from "./wizard.ts";

/**
 * Publish: asks what is not known yet, shows the plan, and offers to apply it. From an instance's row the instance is
 * known; from an integration's row everything is, which shows what has drifted.
 */
export async function publish(services: Services, documents: PlanDocuments, from: unknown): Promise<void> {
  const accounts = await services.accounts.list();
  if (accounts.length === 0) {
    await askForAccount();
    if ((await services.accounts.list()).length > 0) await publish(services, documents, from);
    return;
  }
  await planPublishing(services, documents, await askAnswers(accounts, await known(from)));
}

/** Repair: the plan that brings an integration back to what it was made for. */
export async function repair(services: Services, documents: PlanDocuments, node: IntegrationNode): Promise<void> {
  const answers = await askAnswers([node.account], await answersOf(node));
  await planPublishing(services, documents, answers, {
    title: (name, instance) => vscode.l10n.t("Repair {0} on {1}", name, instance),
    doing: (name) => vscode.l10n.t("Repairing {0}", name),
    nothing: (name) => vscode.l10n.t("The plan has nothing to change. What is odd about {0} lies outside what publishing made; its rows in the tree say what.", name),
    done: (plan) => void tellRepaired(plan),
  });
}

/** What a plan of publishing is called. */
interface Words {
  readonly title: (name: string, instance: string) => string;
  readonly doing: (name: string) => string;
  readonly nothing: (name: string, instance: string) => string;
  readonly done: (plan: Plan) => void;
}

/** Export: what publishing the integration again would want, as infrastructure code. */
export async function exportIntegration(node: IntegrationNode): Promise<void> {
  const answers = await askAnswers([node.account], await answersOf(node));
  await exportAs(deploymentOf(await makePlan(answers)));
}

const publishing: Words = {
  title: (name, instance) => vscode.l10n.t("Publish {0} through {1}", name, instance),
  doing: (name) => vscode.l10n.t("Publishing {0}", name),
  nothing: (name, instance) => vscode.l10n.t("Nothing to change: {0} is published through {1} as it should be.", name, instance),
  done: (plan) => void tellPublished(plan),
};

async function planPublishing(services: Services, documents: PlanDocuments, answers: Answers, words = publishing): Promise<void> {
  const planned = await makePlan(answers);
  const { plan: made } = planned;
  const { name, instance } = made;
  const offer: Offer = {
    plan: made,
    account: answers.target.account,
    title: words.title(name, instance.name),
    doing: words.doing(name),
    confirm: () => Promise.resolve(true),
    again: () => planPublishing(services, documents, answers, words),
    secrets: secretsFor(made, answers),
    exportAs: () => exportAs(deploymentOf(planned)),
    done: () => words.done(made),
  };
  await offerPlan(services, documents, offer);
  if (!hasChanges(made)) void vscode.window.showInformationMessage(words.nothing(name, instance.name));
}

async function tellRepaired({ name, instance }: Plan): Promise<void> {
  const doctor = vscode.l10n.t("Run Doctor");
  const chosen = await vscode.window.showInformationMessage(vscode.l10n.t("{0} is as it should be again on {1}.", name, instance.name), doctor);
  if (chosen === doctor) await vscode.commands.executeCommand(commands.doctor, { instance: instance.id, integration: name });
}

/** What was published, and what people do next. */
async function tellPublished({ name, instance, clientEndpoint, gatewayUrls }: Plan): Promise<void> {
  const openConsole = { title: vscode.l10n.t("Open Console…"), command: commands.openConsole };
  const doctor = { title: vscode.l10n.t("Run Doctor"), command: commands.doctor };
  const next = clientEndpoint === null ? [openConsole, doctor] : [{ title: vscode.l10n.t("Connection String…"), command: commands.connectionString }, openConsole, doctor];
  const text =
    clientEndpoint === null
      ? vscode.l10n.t("{0} is published through {1}. Clients open a WebSocket at {2}.", name, instance.name, gatewayUrls[0] ?? "")
      : vscode.l10n.t("{0} is published through {1}. The app's connection string needs ClientEndpoint={2}.", name, instance.name, clientEndpoint);
  const chosen = await vscode.window.showInformationMessage(text, ...next);
  if (chosen !== undefined) await vscode.commands.executeCommand(chosen.command, { instance: instance.id, integration: name });
}

/** Plans on what the instance, the service and the APIs are now: what the tree shows may be older. */
async function makePlan(answers: Answers): Promise<DeploymentInput> {
  const { account, instance } = answers.target;
  return withProgress(vscode.l10n.t("Reading what {0} holds", instance.name), async (signal) => {
    const controlPlane = await account.controlPlane();
    const options = publishOptions(answers);
    const [current, service, contents] = await Promise.all([
      controlPlane.instance(instance.id, signal),
      controlPlane.service(answers.service.id, signal),
      controlPlane.contents(instance, concernedBy(answers.service, options), signal),
    ]);
    return { plan: plan({ instance: current, service, options, contents }), service, contents, options };
  });
}

async function known(from: unknown): Promise<Partial<Answers>> {
  if (!isTreeNode(from)) return {};
  // The row "Publish SignalR here…" stands for its instance.
  const node = from.kind === "message" && from.parent !== undefined ? from.parent : from;
  if (node.kind === "instance") return { target: { account: node.account, instance: node.instance } };
  return node.kind === "integration" ? answersOf(node) : {};
}

/** The answers that made an integration. @throws Problem where its service is gone */
async function answersOf(node: IntegrationNode): Promise<Partial<Answers>> {
  const { layout, prefix, name, requireSubscriptionKey, cors, hubs, appNegotiate } = node.integration;
  const { account, instance } = node;
  return { target: { account, instance }, service: await serviceOf(node), layout, prefix, name, requireSubscriptionKey, cors, gatewayUrl: instance.gatewayUrl, extras: "kept", hubs, ...negotiation(appNegotiate) };
}

/** How an integration negotiates, with the key it holds; what is not known is asked for. */
function negotiation(known: AppNegotiate | undefined): Partial<Answers> {
  return known === undefined ? {} : { appUrl: known.url, appAuth: known.auth ?? "forwarded", appKey: "" };
}

async function askForAccount(): Promise<void> {
  const signIn = vscode.l10n.t("Sign In to Azure");
  const sandbox = vscode.l10n.t("Start Sandbox");
  const chosen = await vscode.window.showInformationMessage(vscode.l10n.t("Publishing needs an API Management instance: one of yours, or the sandbox's."), signIn, sandbox);
  if (chosen === undefined) throw new Cancelled();
  await vscode.commands.executeCommand(chosen === signIn ? commands.signIn : commands.startSandbox);
}
