import * as l10n from "@vscode/l10n";
import type { ProblemView } from "../console/protocol.ts";
import type { Sending } from "./composer.ts";
import { duration } from "./format.ts";
import type { Host } from "./host.ts";
import { naming } from "./sessions.ts";

/** What came of sending: what a screen reader says, and what the person should know. */
export interface Sent {
  readonly said?: string;
  readonly problem?: ProblemView;
  /** An answer that no row shows: the service's. */
  readonly answer?: string;
}

/** Sends what the composer holds; rejects with the host's refusal. */
export async function sendDraft(host: Host, session: number, { draft, second }: Sending): Promise<Sent> {
  const { mode, target, text } = draft;
  const call = { ...naming(session), target, arguments: text };
  switch (mode) {
    case "invoke": {
      const { error, ms } = await host.request("invoke", call);
      return { said: error === undefined ? l10n.t("{0} answered in {1}", target, duration(ms)) : l10n.t("{0} failed: {1}", target, error) };
    }
    case "send":
      await host.request("send", call);
      return { said: l10n.t("Sent") };
    case "stream":
      await host.request("stream", call);
      return { said: l10n.t("{0} streams", target) };
    case "upload":
      await host.request("upload", { ...call, items: draft.items ?? "", keepOpen: second });
      return { said: second ? l10n.t("The upload is open") : l10n.t("Uploaded") };
    case "clientResult":
      await host.request("answerNext", { ...naming(session), target, text, failed: second });
      return { said: l10n.t("Answered") };
    case "service": {
      const answer = await host.request("service", { ...naming(session), draft: { ...draft, operation: draft.operation ?? "sendToAll" } });
      return { said: answer.text, answer: `${answer.text} (${duration(answer.ms)})` };
    }
    case "rawText":
    case "rawHex":
    default: {
      const { waiting } = await host.request(mode === "rawHex" ? "sendHex" : "sendText", { ...naming(session), text });
      return { said: l10n.t("Sent"), ...(waiting > 0 && { problem: unfinished(waiting) }) };
    }
  }
}

/** Not an error, but the commonest reason why nothing comes back. */
function unfinished(waiting: number): ProblemView {
  return {
    code: "recordUnfinished",
    message: l10n.t("Sent. The server waits for the end of the record ({0} bytes so far).", waiting),
    nextStep: l10n.t("End it with a record separator: Insert RS."),
  };
}
