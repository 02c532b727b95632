import * as vscode from "vscode";
import { checkHubs, checkJwt, checkProduct, checkRateLimit } from "../../apim/extras.ts";
import type { RateLimit } from "../../apim/model.ts";
import { askText, pickMany, pickOne } from "../prompts.ts";
import { appTokenHeader, extraNames } from "./answers.ts";
import type { Answers, ExtraName } from "./answers.ts";
import { complaint, frame, listed } from "./frame.ts";
import { back } from "./steps.ts";
import type { Step } from "./steps.ts";

/** What an owner of an instance often wants besides: nothing of it is needed. */

function chosen(extra: ExtraName): (answers: Partial<Answers>) => boolean {
  return ({ extras }) => extras !== undefined && extras !== "kept" && extras.includes(extra);
}

const which: Step<Answers, "extras"> = {
  key: "extras",
  ask: ({ extras = [] }, place) => {
    const texts: Readonly<Record<ExtraName, readonly [label: string, detail: string]>> = {
      hubs: [vscode.l10n.t("Only certain hubs"), vscode.l10n.t("Clients of any other hub get 403.")],
      rateLimit: [vscode.l10n.t("Rate limit"), vscode.l10n.t("Requests a minute for each caller; more get 429. Not in the Consumption tier.")],
      jwt: [vscode.l10n.t("A token of your identity provider"), vscode.l10n.t("Clients must show one when they negotiate (validate-jwt), besides the service's own.")],
      product: [vscode.l10n.t("A product with a key"), vscode.l10n.t("Only its subscribers may connect. The product is created if it does not exist.")],
    };
    return pickMany(
      frame(vscode.l10n.t("Optional extras. Most people need none: press Enter."), place),
      extraNames.map((value) => ({ label: texts[value][0], detail: texts[value][1], value })),
      (value) => extras !== "kept" && extras.includes(value),
    );
  },
};

const hubs: Step<Answers, "hubs"> = {
  key: "hubs",
  applies: chosen("hubs"),
  ask: (answers, place) =>
    asked(
      askText(frame(vscode.l10n.t("Names of the hubs that clients may reach, separated by spaces"), place), (answers.hubs ?? []).join(" "), complaint((text) => someOf(checkHubs(listed(text))))),
      (text) => checkHubs(listed(text)),
    ),
};

const rateCalls: Step<Answers, "rateCalls"> = {
  key: "rateCalls",
  applies: chosen("rateLimit"),
  ask: (answers, place) =>
    asked(
      askText(frame(vscode.l10n.t("Requests that one caller may make in a minute"), place), String(answers.rateCalls ?? 60), complaint((text) => limit(text, answers))),
      Number,
    ),
};

const rateBy: Step<Answers, "rateBy"> = {
  key: "rateBy",
  // Elsewhere a connection is a single request, which nothing could be counted by.
  applies: (answers) => answers.layout === "http" && chosen("rateLimit")(answers),
  ask: (answers, place) =>
    pickOne<RateLimit["by"]>(
      frame(vscode.l10n.t("What counts as one caller?"), place),
      [
        { label: vscode.l10n.t("An address"), detail: vscode.l10n.t("Everyone behind one proxy counts as one."), value: "ip" },
        { label: vscode.l10n.t("A SignalR connection"), detail: vscode.l10n.t("Each message a client sends is a request."), value: "connection" },
      ],
      (value) => value === (answers.rateBy ?? "ip"),
    ),
};

const jwtConfig: Step<Answers, "jwtConfig"> = {
  key: "jwtConfig",
  applies: chosen("jwt"),
  ask: (answers, place) =>
    asked(
      askText(frame(vscode.l10n.t("Address of your identity provider's OpenID configuration, such as https://login.microsoftonline.com/TENANT/v2.0/.well-known/openid-configuration"), place), answers.jwtConfig ?? "", complaint((text) => token(text, [], answers))),
      (text) => text.trim(),
    ),
};

const jwtAudiences: Step<Answers, "jwtAudiences"> = {
  key: "jwtAudiences",
  applies: chosen("jwt"),
  ask: (answers, place) => asked(askText(frame(vscode.l10n.t("Audiences that tokens may be for, separated by spaces. Leave it empty to accept any."), place), (answers.jwtAudiences ?? []).join(" "), complaint((text) => token(answers.jwtConfig ?? "", listed(text), answers))), listed),
};

const jwtHeader: Step<Answers, "jwtHeader"> = {
  key: "jwtHeader",
  applies: (answers) => answers.layout !== "gatewayNegotiate" && chosen("jwt")(answers),
  ask: (answers, place) =>
    asked(
      askText(frame(vscode.l10n.t("Header that carries the token. The service's own token stands in Authorization, so it has to be another."), place), answers.jwtHeader ?? appTokenHeader, complaint((text) => token(answers.jwtConfig ?? "", [], { ...answers, jwtHeader: text.trim() }))),
      (text) => text.trim(),
    ),
};

const product: Step<Answers, "product"> = {
  key: "product",
  applies: chosen("product"),
  ask: (answers, place) => asked(askText(frame(vscode.l10n.t("Id of the product. One that exists already is used as it is."), place), answers.product ?? "realtime", complaint(checkProduct)), checkProduct),
};

export const extraSteps: readonly Step<Answers>[] = [which, hubs, rateCalls, rateBy, jwtConfig, jwtAudiences, jwtHeader, product];

function limit(text: string, { layout = "webSocket", target }: Partial<Answers>): RateLimit {
  return checkRateLimit({ calls: Number(text), periodSeconds: 60, by: "ip" }, layout, target?.instance.sku);
}

function token(openIdConfig: string, audiences: readonly string[], { layout = "webSocket", jwtHeader: header = layout === "gatewayNegotiate" ? "Authorization" : appTokenHeader }: Partial<Answers>): void {
  checkJwt({ openIdConfig: openIdConfig.trim(), issuers: [], audiences, header }, layout);
}

function someOf(names: readonly string[]): void {
  if (names.length === 0) throw new Error(vscode.l10n.t("Name at least one hub, or go back and leave this extra out."));
}

/** The text that was typed as what it means; going back stays that. */
async function asked<T>(answer: Promise<string | typeof back>, meaning: (text: string) => T): Promise<T | typeof back> {
  const text = await answer;
  return text === back ? back : meaning(text);
}
