import type { Workbench } from "./workbench.ts";

/** What the wizard is told; what is left out stays as it is suggested. */
export interface WizardAnswers {
  readonly layout?: "webSocket" | "http" | "gatewayNegotiate";
  readonly prefix?: string;
  /** Of the layouts `webSocket` and `http`. */
  readonly origins?: string;
  /** Address of the app's negotiate, of the layout `gatewayNegotiate`. */
  readonly app?: string;
  /** The app's function key; without it the client's own header is passed on. */
  readonly functionKey?: string;
}

/** Runs the command that publishes, and answers its questions; without extras, and without a subscription key. */
export async function publishBy(workbench: Workbench, answers?: WizardAnswers): Promise<void> {
  await workbench.command("Publish SignalR through API Management");
  await workbench.pick("API Management instance", "sandbox-apim");
  await answerWizard(workbench, answers);
}

/** Answers what is asked once the instance is known, as from its row. */
export async function answerWizard(workbench: Workbench, { layout = "webSocket", prefix, origins, app, functionKey }: WizardAnswers = {}): Promise<void> {
  await workbench.pick("SignalR Service to publish", "chat-signalr");
  await workbench.pick("Layout", layout);
  await workbench.answer(layout === "gatewayNegotiate" ? "Suffix of the WebSocket API" : "Prefix of the API suffixes", prefix);
  await workbench.answer("Name of the integration");
  if (layout === "gatewayNegotiate") {
    await workbench.answer("Address of the app's negotiate", app);
    await workbench.pick("How does the gateway authenticate", functionKey === undefined ? "By the client's own Authorization" : "By a function key");
    if (functionKey !== undefined) await workbench.answer("Key of the function app", functionKey);
  } else {
    await workbench.answer("Origins of pages", origins);
  }
  await workbench.answer("Optional extras");
  await workbench.pick("subscription key", "No");
}
