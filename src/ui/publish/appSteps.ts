import * as vscode from "vscode";
import { checkAppNegotiateUrl } from "../../apim/appNegotiate.ts";
import { askText, pickOne } from "../prompts.ts";
import type { Answers } from "./answers.ts";
import { complaint, frame } from "./frame.ts";
import type { Step } from "./steps.ts";

/** How the gateway negotiates with the app, where the layout has it do so. */

const negotiates = ({ layout }: Partial<Answers>): boolean => layout === "gatewayNegotiate";

const urlStep: Step<Answers, "appUrl"> = {
  key: "appUrl",
  applies: negotiates,
  ask: ({ appUrl }, place) =>
    askText(frame(vscode.l10n.t("Address of the app's negotiate endpoint, which the gateway calls for each client, such as https://app.contoso.com/chat/negotiate"), place), appUrl ?? "", complaint(checkAppNegotiateUrl)).then((answer) =>
      typeof answer === "string" ? checkAppNegotiateUrl(answer) : answer,
    ),
};

const authStep: Step<Answers, "appAuth"> = {
  key: "appAuth",
  applies: negotiates,
  ask: ({ appAuth }, place) =>
    pickOne(
      frame(vscode.l10n.t("How does the gateway authenticate to the app?"), place),
      [
        { label: vscode.l10n.t("By the client's own Authorization header"), detail: vscode.l10n.t("It is passed on, or the token in the client's query is. Nothing is added."), value: "forwarded" as const },
        { label: vscode.l10n.t("By a function key"), detail: vscode.l10n.t("Kept as a secret named value of the instance; it is in no policy, plan or file."), value: "functionKey" as const },
      ],
      (value) => value === (appAuth ?? "forwarded"),
    ),
};

const keyStep: Step<Answers, "appKey"> = {
  key: "appKey",
  applies: ({ appAuth }) => appAuth === "functionKey",
  ask: ({ appKey }, place) => askText({ ...frame(vscode.l10n.t("Key of the function app. Leave it empty to keep the one that the instance already holds."), place), password: true }, appKey ?? "", () => undefined).then((answer) => (typeof answer === "string" ? answer.trim() : answer)),
};

export const appSteps: readonly Step<Answers>[] = [urlStep, authStep, keyStep];
