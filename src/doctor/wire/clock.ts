import * as l10n from "@vscode/l10n";
import { decodeToken } from "../../signalr/token.ts";
import { ok, warning } from "../finding.ts";
import type { Probe } from "../model.ts";
import type { Passage } from "./passage.ts";
import type { Way } from "./wayProbes.ts";

/** A difference between two clocks from which on it is worth telling, in milliseconds. */
const TELLING_SKEW_MS = 60_000;

/** Compares the clock of who made the token with the server's, told by its `Date`: a token made in the future or the past is refused at the edge of its life. */
export function clockProbe({ target, place, subject, deadlineMs }: Way, passage: Passage, needs: readonly string[]): readonly Probe[] {
  const { accessToken } = place;
  if (accessToken === undefined || target === "app") {
    return [];
  }
  return [{
    id: `${target}.clock`, target, deadlineMs, needs,
    question: l10n.t("Do the clocks agree?"),
    async run() {
      const { details } = await passage.hop("negotiate");
      const there = dateOf(details["headers"]);
      const made = madeAt(typeof accessToken === "function" ? await accessToken() : accessToken);
      if (there === undefined || made === undefined) {
        return ok(l10n.t("The answer or the token does not tell its time."));
      }
      const skew = made - there;
      const evidence = l10n.t("The token was made at {0}, the answer at {1}.", new Date(made).toISOString(), new Date(there).toISOString());
      if (Math.abs(skew) < TELLING_SKEW_MS) {
        return ok(evidence);
      }
      const minutes = Math.round(Math.abs(skew) / 60_000);
      const maker = subject.appUrl === undefined ? l10n.t("this computer") : l10n.t("the app");
      return warning(evidence, {
        code: "clockSkew",
        text: skew > 0 ? l10n.t("The clock of {0} is {1} minutes ahead of the server's.", maker, minutes) : l10n.t("The clock of {0} is {1} minutes behind the server's, or it gives out old tokens.", maker, minutes),
        nextStep: l10n.t("Set the clock of the computer that makes the tokens."),
      });
    },
  }];
}

function dateOf(headers: unknown): number | undefined {
  const date: unknown = typeof headers === "object" && headers !== null ? Reflect.get(headers, "date") : undefined;
  const time = typeof date === "string" ? Date.parse(date) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

function madeAt(token: string): number | undefined {
  const { claims } = decodeToken(token);
  const made = claims["iat"] ?? claims["nbf"];
  return typeof made === "number" ? made * 1000 : undefined;
}
