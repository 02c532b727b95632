import * as l10n from "@vscode/l10n";
import { Command, InvalidArgumentError, Option } from "commander";
import { parseInvocation } from "../../console/actions.ts";
import { Problem } from "../../signalr/problem.ts";
import { pairs } from "../connect/options.ts";
import type { Pair } from "../connect/options.ts";
import { seconds, wholeNumber } from "../numbers.ts";
import { addTargetOptions } from "../target.ts";
import type { TargetOptions } from "../target.ts";

/** What `doctor` takes. Times are in milliseconds. */
export interface DoctorArguments extends TargetOptions {
  readonly integration?: string;
  readonly url?: string;
  readonly hub?: string;
  readonly connectionStringFile?: string;
  readonly subscriptionKeyFile?: string;
  readonly origin?: string;
  readonly invoke?: { readonly target: string; readonly args: readonly unknown[] };
  readonly for?: number;
  readonly messageSize?: number;
  readonly query: readonly Pair[];
  readonly insecure?: boolean;
}

export function doctorGrammar(): Command {
  const command = new Command("doctor")
    .description(l10n.t("Say what is wrong between a client and its hub"))
    .option("--integration <name>", l10n.t("the integration to examine, where there are several"))
    .option("--url <hub>", l10n.t("the hub's URL at its app, where clients begin"))
    .option("--hub <name>", l10n.t("the hub's name at the service, with a token made from the service's key"))
    .option("--connection-string-file <file>", l10n.t("take the service from this file (- for stdin), or from SIGNALR_CONNECTION_STRING"))
    .option("--subscription-key-file <file>", l10n.t("send the subscription key in this file (- for stdin), or the one in APIM_SUBSCRIPTION_KEY"))
    .addOption(new Option("--origin <origin>", l10n.t("ask whether pages of this origin may connect, such as https://contoso.com")).argParser(readOrigin))
    .addOption(new Option("--invoke <call>", l10n.t("'Target(JSON, …)': call it on each way; needs --hub or --url")).argParser(readCall))
    .option("--for <s>", l10n.t("hold each connection so many seconds, to see pings and idle time-outs; needs --hub or --url"), seconds)
    .option("--message-size <bytes>", l10n.t("see whether a message of this size passes; needs --hub or --url"), wholeNumber(64, 64 * 1024 * 1024))
    .addOption(pairs("--query <name=value>", l10n.t("added to the URL; may be repeated"), "="))
    .option("--insecure", l10n.t("accept certificates that nobody trusts"));
  return addTargetOptions(command);
}

function readOrigin(text: string): string {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol) && (text === url.origin || text === `${url.origin}/`)) {
    return url.origin;
  }
  throw new InvalidArgumentError(l10n.t("It has to be a scheme and a host, such as https://contoso.com."));
}

function readCall(text: string): DoctorArguments["invoke"] {
  try {
    const { target, arguments: args } = parseInvocation(text);
    return { target, args };
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Problem ? error.message : String(error));
  }
}
