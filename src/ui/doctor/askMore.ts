import * as vscode from "vscode";
import { parseInvocation } from "../../console/actions.ts";
import { checkHubName } from "../../signalr/hubName.ts";
import type { Subject } from "../../doctor/subject.ts";
import { answered, askText, pickMany } from "../prompts.ts";
import type { Patient } from "./subjects.ts";

type Question = "hold" | "invoke" | "message" | "origin";
type More = Pick<Subject, "holdMs" | "invoke" | "messageBytes" | "origin" | "hub">;

/** Longer than a hub's ping takes to come, and than the idle time-outs of most proxies. */
const holdMs = 65_000;
/** More than a hub takes where nobody raised its limit of 32 KB. */
const messageBytes = 100_000;

/** Asks what else the doctor should try, which takes longer or needs to know more than an ordinary run. Throws `Cancelled`. */
export async function askMore(patient: Patient): Promise<Patient> {
  const title = vscode.l10n.t("Doctor {0}", patient.title);
  const questions = answered(
    await pickMany<Question>(
      { title, placeholder: vscode.l10n.t("What should the doctor try besides?") },
      [
        { label: vscode.l10n.t("Hold the connections for {0} seconds", holdMs / 1000), detail: vscode.l10n.t("Whether pings come, and whether something on the way cuts idle connections"), value: "hold" },
        { label: vscode.l10n.t("Call a method of the hub…"), detail: vscode.l10n.t("On each way, as a client would"), value: "invoke" },
        { label: vscode.l10n.t("Send a message of {0} bytes", messageBytes), detail: vscode.l10n.t("Whether something on the way takes only smaller ones"), value: "message" },
        { label: vscode.l10n.t("Ask as pages of an origin…"), detail: vscode.l10n.t("Whether browsers may negotiate from there"), value: "origin" },
      ],
      () => false,
    ),
  );
  const more = await answers(title, questions, patient.hub);
  return { ...patient, subject: async (signal) => ({ ...(await patient.subject(signal)), ...more }) };
}

async function answers(title: string, questions: readonly Question[], hub: string | undefined): Promise<More> {
  const asks = (question: Question): boolean => questions.includes(question);
  const needsHub = hub !== undefined && questions.some((question) => question !== "origin");
  const named = needsHub ? answered(await askText({ title, placeholder: vscode.l10n.t("The hub's name at the service") }, hub, (text) => complaint(() => checkHubName(text)))) : undefined;
  const invoke = asks("invoke") ? invocation(answered(await askText({ title, placeholder: vscode.l10n.t("The method and its arguments, such as echo(\"ann\", 1)") }, "", (text) => complaint(() => parseInvocation(text))))) : undefined;
  const origin = asks("origin") ? answered(await askText({ title, placeholder: vscode.l10n.t("The pages' origin, such as https://contoso.com") }, "", (text) => (isOrigin(text) ? undefined : vscode.l10n.t("It has to be a scheme and a host, such as https://contoso.com.")))) : undefined;
  return {
    ...(named !== undefined && { hub: named }),
    ...(invoke !== undefined && { invoke }),
    ...(origin !== undefined && { origin: new URL(origin).origin }),
    ...(asks("hold") && { holdMs }),
    ...(asks("message") && { messageBytes }),
  };
}

function invocation(text: string): NonNullable<Subject["invoke"]> {
  const { target, arguments: args } = parseInvocation(text);
  return { target, args };
}

function complaint(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && (text === url.origin || text === `${url.origin}/`);
}
