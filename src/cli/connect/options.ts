import * as l10n from "@vscode/l10n";
import { Command, InvalidArgumentError, Option } from "commander";
import type { ProtocolName, TransportName } from "../../signalr/events.ts";
import { readAnswer } from "./answers.ts";
import type { AnswerRule } from "./answers.ts";
import type { Step } from "./steps.ts";
import { addStepOptions } from "./steps.ts";
import { seconds } from "../numbers.ts";
import { addTargetOptions } from "../target.ts";
import type { TargetOptions } from "../target.ts";

export type Pair = readonly [name: string, value: string];

/** What `connect` takes. Times are in milliseconds. */
export interface ConnectArguments extends TargetOptions {
  readonly hub?: string;
  readonly integration?: string;
  readonly connectionStringFile?: string;
  readonly subscriptionKeyFile?: string;
  /** Left out: the first that the integration's layout carries, WebSockets without one. */
  readonly transport?: TransportName;
  readonly protocol: ProtocolName;
  readonly statefulReconnect?: boolean;
  readonly user?: string;
  readonly claim: readonly Pair[];
  readonly header: readonly Pair[];
  readonly query: readonly Pair[];
  readonly handshakeTimeout?: number;
  readonly serverTimeout?: number;
  readonly keepAlive?: number;
  readonly skipNegotiation?: boolean;
  readonly bare?: boolean;
  readonly insecure?: boolean;
  readonly answer: readonly AnswerRule[];
  readonly until?: string;
  readonly for?: number;
  readonly steps: readonly Step[];
}

export function connectGrammar(): Command {
  const command = new Command("connect")
    .description(l10n.t("Open one test session with a hub and print its transcript"))
    .argument("[url]", l10n.t("the hub's URL at its app, which negotiates as for any client"))
    .option("--hub <name>", l10n.t("connect to this hub of the service, with a token made from the service's key"))
    .option("--integration <name>", l10n.t("the integration to go through, where there are several"))
    .option("--connection-string-file <file>", l10n.t("take the service from this file (- for stdin), or from SIGNALR_CONNECTION_STRING"))
    .option("--subscription-key-file <file>", l10n.t("send the subscription key in this file (- for stdin), or the one in APIM_SUBSCRIPTION_KEY"))
    .addOption(new Option("--transport <name>", l10n.t("transport; the first the integration carries, else webSockets")).choices(["webSockets", "serverSentEvents", "longPolling"]))
    .addOption(new Option("--protocol <name>", l10n.t("hub protocol")).choices(["json", "messagepack"]).default("json"))
    .option("--user <id>", l10n.t("the user the token is made for"))
    .addOption(pairs("--claim <name=value>", l10n.t("a claim of the token; may be repeated"), "="))
    .addOption(pairs("--header <header>", l10n.t("'Name: value', sent with every request; may be repeated"), ":"))
    .addOption(pairs("--query <name=value>", l10n.t("added to the URL; may be repeated"), "="))
    .option("--handshake-timeout <s>", l10n.t("seconds to wait for the handshake"), seconds)
    .option("--server-timeout <s>", l10n.t("seconds the server may be silent"), seconds)
    .option("--keep-alive <s>", l10n.t("seconds between pings"), seconds)
    .option("--stateful-reconnect", l10n.t("ask the server to keep the connection over a drop, and take it up again"))
    .option("--skip-negotiation", l10n.t("open the WebSocket straight away"))
    .option("--bare", l10n.t("a plain WebSocket: nothing is sent by itself"))
    .option("--insecure", l10n.t("accept certificates that nobody trusts"))
    .addOption(new Option("--answer <target=json>", l10n.t("what to answer when the hub asks this client for a result; may be repeated")).argParser(readAnswer).default([], l10n.t("none")))
    .option("--until <text>", l10n.t("end as soon as a received record holds the text"))
    .option("--for <s>", l10n.t("end after so many seconds; 30 with --until"), seconds);
  return addTargetOptions(addStepOptions(command));
}

/** An option that may be repeated: a name, a separator and a value. */
export function pairs(flags: string, description: string, separator: "=" | ":"): Option {
  const read = (text: string, before: readonly Pair[]): readonly Pair[] => {
    const at = text.indexOf(separator);
    if (at <= 0) {
      throw new InvalidArgumentError(l10n.t("It has to be a name, {0} and a value.", separator));
    }
    return [...before, [text.slice(0, at).trim(), separator === ":" ? text.slice(at + 1).trim() : text.slice(at + 1)]];
  };
  return new Option(flags, description).argParser(read).default([], l10n.t("none"));
}
