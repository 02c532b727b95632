import * as l10n from "@vscode/l10n";
import type { Integration } from "../../apim/model.ts";
import { integrationSubject } from "../../doctor/integrationSubject.ts";
import type { Subject } from "../../doctor/subject.ts";
import { parseConnectionString } from "../../signalr/connectionString.ts";
import type { ConnectionString } from "../../signalr/connectionString.ts";
import { checkHubName } from "../../signalr/hubName.ts";
import { startUrl } from "../../signalr/hubUrl.ts";
import { Problem } from "../../signalr/problem.ts";
import { readSecret } from "../connect/secrets.ts";
import type { Context } from "../context.ts";
import { asUsage, UsageProblem } from "../exit.ts";
import { integrationNamed, onlyIntegration, readPublished } from "../integrations.ts";
import type { Published } from "../integrations.ts";
import { namesTarget, openTarget } from "../target.ts";
import type { DoctorArguments } from "./options.ts";

/**
 * What the arguments name, read from the control plane as far as they name one.
 * @throws UsageProblem for options that do not go together; Problem where the control plane refuses
 */
export async function subjectOf(options: DoctorArguments, context: Context): Promise<Subject> {
  checkTogether(options);
  const common = await commonSubject(options);
  const given = await givenString(options);
  const { url, hub } = options;
  if (given !== undefined) {
    return { ...common, title: url ?? hub ?? given.endpoint, connectionString: given, stringOfApp: true };
  }
  if (namesTarget(options)) {
    const target = await openTarget(options, context, ["apim"]);
    const published = await readPublished(target, context);
    const found = await integrationSubject({ plane: target.plane, ...published }, examined(published, options), context.signal);
    return { ...found, ...common, title: url ?? found.title };
  }
  if (url === undefined || options.integration !== undefined) {
    throw new UsageProblem({ code: "usageNoTarget", message: l10n.t("It is not said what to examine."), nextStep: l10n.t("Give --url with the hub's URL at its app, or --integration or --hub with --profile or --apim.") });
  }
  return { ...common, title: url };
}

function checkTogether({ url, hub, query, integration, connectionStringFile, invoke, for: holdMs, messageSize }: DoctorArguments): void {
  if (url !== undefined && hub !== undefined) {
    throw conflict(l10n.t("--url and --hub are two ways to the same hub: through its app, or with a token made here."), l10n.t("Leave one of them out."));
  }
  if (integration !== undefined && connectionStringFile !== undefined) {
    throw conflict(l10n.t("--integration asks the control plane, --connection-string-file does without it."), l10n.t("Leave one of them out."));
  }
  if (url === undefined && hub === undefined && (invoke !== undefined || holdMs !== undefined || messageSize !== undefined)) {
    throw conflict(l10n.t("--invoke, --for and --message-size need a hub that is served."), l10n.t("Give --hub with its name at the service, or --url."));
  }
  if (url !== undefined) {
    asUsage(() => startUrl(url, query));
  }
  if (hub !== undefined) {
    asUsage(() => checkHubName(hub));
  }
}

function conflict(message: string, nextStep: string): UsageProblem {
  return new UsageProblem({ code: "usageConflict", message, nextStep });
}

async function commonSubject(options: DoctorArguments): Promise<Omit<Subject, "title">> {
  const { url, hub, origin, invoke, for: holdMs, messageSize, subscriptionKeyFile: file, query, insecure } = options;
  const key = file === undefined ? process.env["APIM_SUBSCRIPTION_KEY"] : await readSecret(file, "--subscription-key-file");
  return {
    ...(url === undefined ? {} : { appUrl: url }),
    ...(hub === undefined ? {} : { hub }),
    ...(origin === undefined ? {} : { origin }),
    ...(invoke === undefined ? {} : { invoke }),
    ...(holdMs === undefined ? {} : { holdMs }),
    ...(messageSize === undefined ? {} : { messageBytes: messageSize }),
    network: {
      headers: key === undefined || key === "" ? {} : { "Ocp-Apim-Subscription-Key": key },
      query,
      ...(insecure === true ? { tls: { rejectUnauthorized: false } } : {}),
    },
  };
}

async function givenString(options: DoctorArguments): Promise<ConnectionString | undefined> {
  const { connectionStringFile: file } = options;
  if (file !== undefined) {
    const text = await readSecret(file, "--connection-string-file");
    return asUsage(() => parseConnectionString(text));
  }
  const text = process.env["SIGNALR_CONNECTION_STRING"];
  return text === undefined || text === "" || options.integration !== undefined || namesTarget(options) ? undefined : asUsage(() => parseConnectionString(text));
}

/** That nothing is published is a finding where an app is examined, and else there is nothing to examine. */
function examined(published: Published, { integration, url }: DoctorArguments): Integration | undefined {
  if (integration !== undefined) {
    return integrationNamed(published, integration);
  }
  try {
    return onlyIntegration(published);
  } catch (error) {
    if (url !== undefined && error instanceof Problem && error.code === "integrationNotFound") {
      return undefined;
    }
    throw error;
  }
}
