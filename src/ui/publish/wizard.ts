import * as vscode from "vscode";
import { allLayouts, layoutOf } from "../../apim/layouts/layout.ts";
import type { Layout, TransportName } from "../../apim/layouts/roles.ts";
import type { LayoutName, SignalRService } from "../../apim/model.ts";
import { checkName, checkPrefix, defaultName } from "../../apim/names.ts";
import { checkOrigins } from "../../apim/policies/origins.ts";
import { Problem } from "../../signalr/problem.ts";
import type { Account } from "../account/account.ts";
import { eachOf } from "../account/eachOf.ts";
import { askText, pickOne } from "../prompts.ts";
import type { Choice } from "../prompts.ts";
import type { Answers } from "./answers.ts";
import { appSteps } from "./appSteps.ts";
import { extraSteps } from "./extraSteps.ts";
import { complaint, frame, listed } from "./frame.ts";
import { runSteps } from "./steps.ts";
import type { Step } from "./steps.ts";
import { everything, nearestFirst } from "./targets.ts";
import type { Target } from "./targets.ts";

/**
 * Asks for what `known` leaves open. Throws `Cancelled` when the person leaves, and a Problem when a list cannot be
 * read or there is nothing to choose from.
 */
export async function askAnswers(accounts: readonly Account[], known: Partial<Answers>): Promise<Answers> {
  const reading = new AbortController();
  const read = new Map<string, ReturnType<typeof everything>>();
  const of = (account: Account): ReturnType<typeof everything> => {
    const found = read.get(account.id) ?? everything(account, reading.signal);
    read.set(account.id, found);
    return found;
  };
  try {
    const answers = await runSteps<Answers>([targetStep(accounts, of), serviceStep(of), layoutStep, prefixStep, nameStep, gatewayStep, ...appSteps, corsStep, ...extraSteps, keyStep], known);
    return complete(answers);
  } finally {
    reading.abort();
  }
}

function complete(answers: Partial<Answers>): Answers {
  const { target, service, layout, prefix, name, extras } = answers;
  if (target === undefined || service === undefined || layout === undefined || prefix === undefined || name === undefined || extras === undefined) {
    throw new Problem({ code: "answersIncomplete", message: vscode.l10n.t("Some answers are missing."), nextStep: vscode.l10n.t("Start again with “Publish SignalR through API Management…”.") });
  }
  // Where these are not asked for, the layout or another answer settles them.
  return { ...answers, target, service, layout, prefix, name, extras, requireSubscriptionKey: answers.requireSubscriptionKey ?? true, cors: answers.cors ?? [], gatewayUrl: answers.gatewayUrl ?? target.instance.gatewayUrl };
}

type Read = (account: Account) => ReturnType<typeof everything>;

function targetStep(accounts: readonly Account[], read: Read): Step<Answers, "target"> {
  const items = async (): Promise<readonly Choice<Target>[]> => {
    const found = await eachOf(accounts, async (account) => (await read(account)).targets);
    if (found.length === 0) throw new Problem({ code: "noInstances", message: vscode.l10n.t("No API Management instance was found."), nextStep: vscode.l10n.t("Sign in with an account that sees one, or start the sandbox.") });
    return found.map((target) => ({ label: target.instance.name, description: `${target.instance.sku} · ${target.instance.location}`, detail: `${target.account.label} · ${target.instance.resourceGroup}`, value: target }));
  };
  return {
    key: "target",
    ask: ({ target }, place) => pickOne(frame(vscode.l10n.t("API Management instance that will carry the traffic"), place), items(), (value) => value.instance.id === target?.instance.id),
  };
}

function serviceStep(read: Read): Step<Answers, "service"> {
  const items = async (target: Target | undefined): Promise<readonly Choice<SignalRService>[]> => {
    if (target === undefined) return [];
    const { services } = await read(target.account);
    if (services.length === 0) throw new Problem({ code: "noServices", message: vscode.l10n.t("No Azure SignalR Service was found in this account."), nextStep: vscode.l10n.t("Create one, or sign in with an account that sees it.") });
    return nearestFirst(services, target.instance).map((service) => ({ label: service.name, description: `${service.serviceMode} · ${service.location}`, detail: service.endpoint, value: service }));
  };
  return {
    key: "service",
    ask: ({ target, service }, place) => pickOne(frame(vscode.l10n.t("SignalR Service to publish"), place), items(target), (value) => value.id === service?.id),
  };
}

const layoutStep: Step<Answers, "layout"> = {
  key: "layout",
  ask: ({ layout }, place) =>
    pickOne<LayoutName>(
      frame(vscode.l10n.t("Layout: which transports pass the gateway, and by which APIs"), place),
      allLayouts.map((known) => ({ label: known.name, description: carriedTransports(known), detail: carryingApis(known), value: known.name })),
      (value) => value === layout,
    ),
};

function carriedTransports({ transports }: Layout): string {
  const words: Readonly<Record<TransportName, string>> = { WebSockets: vscode.l10n.t("WebSockets"), ServerSentEvents: vscode.l10n.t("Server-Sent Events"), LongPolling: vscode.l10n.t("long polling") };
  return transports.map((transport) => words[transport]).join(", ");
}

function carryingApis({ name, roles, defaultPrefix }: Layout): string {
  const apis = roles.map(({ type, path }) => (type === "websocket" ? vscode.l10n.t("WebSocket API /{0}", path || defaultPrefix) : vscode.l10n.t("HTTP API /{0}", path || defaultPrefix)));
  return [...apis, ...(name === "gatewayNegotiate" ? [vscode.l10n.t("the gateway negotiates for clients that only open a WebSocket")] : [])].join(" · ");
}

const prefixStep: Step<Answers, "prefix"> = {
  key: "prefix",
  suggests: ({ layout }) => layoutOf(layout ?? "webSocket").defaultPrefix,
  ask: ({ prefix, layout }, place) => {
    const { defaultPrefix } = layoutOf(layout ?? "webSocket");
    const question =
      defaultPrefix === ""
        ? vscode.l10n.t("Prefix of the API suffixes, which end in “client”. Leave it empty for /client; “team-a” makes /team-a/client.")
        : vscode.l10n.t("Suffix of the WebSocket API: “{0}” makes wss://gateway/{0}.", defaultPrefix);
    return askText(frame(question, place), prefix ?? defaultPrefix, complaint(checkPrefix)).then((answer) => (typeof answer === "string" ? checkPrefix(answer) || defaultPrefix : answer));
  },
};

function suggestedName({ service, prefix }: Partial<Answers>): string {
  return defaultName(service?.name ?? "", prefix ?? "");
}

const nameStep: Step<Answers, "name"> = {
  key: "name",
  suggests: suggestedName,
  ask: (answers, place) => askText(frame(vscode.l10n.t("Name of the integration. The ids of its APIs begin with it."), place), answers.name ?? suggestedName(answers), complaint(checkName)),
};

const gatewayStep: Step<Answers, "gatewayUrl"> = {
  key: "gatewayUrl",
  applies: ({ target, layout }) => layout !== "gatewayNegotiate" && (target?.instance.gatewayUrls.length ?? 0) > 1,
  ask: ({ target, gatewayUrl }, place) =>
    pickOne(
      frame(vscode.l10n.t("Gateway address that clients will use (ClientEndpoint)"), place),
      (target?.instance.gatewayUrls ?? []).map((url) => ({ label: url, description: url === target?.instance.gatewayUrl ? vscode.l10n.t("the instance's own") : vscode.l10n.t("custom domain"), value: url })),
      (value) => value === gatewayUrl,
    ),
};

const keyStep: Step<Answers, "requireSubscriptionKey"> = {
  key: "requireSubscriptionKey",
  // The keys of a product mean nothing where none is asked for.
  applies: ({ extras }) => extras === undefined || extras === "kept" || !extras.includes("product"),
  ask: ({ requireSubscriptionKey }, place) =>
    pickOne(
      frame(vscode.l10n.t("Must clients send an API Management subscription key?"), place),
      [
        { label: vscode.l10n.t("No"), description: vscode.l10n.t("usual"), detail: vscode.l10n.t("The SignalR Service checks every client's token already."), value: false },
        { label: vscode.l10n.t("Yes"), detail: vscode.l10n.t("Clients add subscription-key to every request. ClientEndpoint cannot carry it."), value: true },
      ],
      (value) => value === (requireSubscriptionKey ?? false),
    ),
};

const corsStep: Step<Answers, "cors"> = {
  key: "cors",
  applies: ({ layout }) => layout !== "gatewayNegotiate",
  ask: ({ cors }, place) =>
    askText(
      frame(vscode.l10n.t("Origins of pages that connect, separated by spaces, such as https://app.contoso.com. The gateway then answers their CORS preflights. Leave it empty to let the SignalR Service answer, by its own list."), place),
      (cors ?? []).join(" "),
      complaint((text) => checkOrigins(listed(text))),
    ).then((answer) => (typeof answer === "string" ? checkOrigins(listed(answer)) : answer)),
};
