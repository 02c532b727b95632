import * as l10n from "@vscode/l10n";
import type { ConnectOptions } from "../signalr/connection.ts";
import type { TransportName } from "../signalr/events.ts";
import { Problem } from "../signalr/problem.ts";
import { redactUrl } from "../signalr/redact.ts";
import type { Claims } from "../signalr/token.ts";
import { ParseProblem } from "./parseProblem.ts";
import type { ConsoleStatus } from "./protocol.ts";
import type { ServiceAccess } from "./serviceSide.ts";
import type { Network } from "./sessionNetwork.ts";

/** Whom a token is made for, where the target makes it. */
export interface TokenChoices {
  /** Empty for none. */
  readonly userId: string;
  readonly claims: Claims;
  /** How long it is valid; default: the service's own. */
  readonly lifetimeSeconds?: number;
  /** Makes it with the person's Entra identity also where there is an access key. */
  readonly entra?: boolean;
  /** How the service is reached where it is asked for what the token needs; default: straight. */
  readonly network?: Network;
}

/** What a console connects to. Holds no secret: tokens are made by `resolve`, each time anew. */
export interface ConsoleTarget {
  /** `hub`: an app's hub URL, which negotiates by itself. `integration` and `connectionString`: the token is made here. `transcript`: read only. */
  readonly kind: ConsoleStatus["kind"];
  /** For the tab and the header: `chat-signalr ▸ hub chat`. */
  readonly title: string;
  /** The address clients use, redacted. */
  readonly address: string;
  /** Gives the target back after the window was reloaded; kept in the panel's state, so it may hold no secret. */
  readonly key: string;
  /** What is chosen where nobody has chosen yet; default: WebSockets. */
  readonly transport?: TransportName;
  /** The gateway it goes through tells what its policies did: the sandbox's. */
  readonly traced?: true;
  /** URL and token for one connection. */
  resolve(choices: TokenChoices, signal: AbortSignal): Promise<ConnectOptions>;
  /** The service itself, where it is known: then the person can play the server. `entra` as in the choices. */
  readonly service?: (signal: AbortSignal, entra?: boolean) => Promise<ServiceAccess>;
}

/**
 * An app's hub by its URL.
 * @throws ParseProblem `usageHubUrl` when it is not an http, https, ws or wss URL.
 */
export function hubTarget(address: string): ConsoleTarget {
  const url = hubUrl(address);
  const shown = redactUrl(url.href);
  return {
    kind: "hub",
    title: url.host + url.pathname.replace(/\/$/, ""),
    address: shown,
    key: shown,
    resolve: () => Promise.resolve({ url: url.href }),
  };
}

/**
 * A transcript that was opened again: there is nothing to connect to.
 * @param key where it was read from
 */
export function transcriptTarget(name: string, recordedOn: string, key: string): ConsoleTarget {
  return {
    kind: "transcript",
    title: name,
    address: redactUrl(recordedOn),
    key,
    resolve: () => Promise.reject(new Problem({ code: "readOnly", message: l10n.t("A transcript is read only.") })),
  };
}

function hubUrl(address: string): URL {
  const text = address.trim();
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const scheme = url?.protocol.replace(/^ws/, "http");
  if (url !== undefined && (scheme === "http:" || scheme === "https:")) {
    url.protocol = scheme;
    return url;
  }
  throw new ParseProblem(
    {
      code: "usageHubUrl",
      message: text === "" ? l10n.t("The hub's address is missing.") : l10n.t("This is not the address of a hub."),
      nextStep: l10n.t("Give the URL the app maps its hub to, as in https://example.com/chat."),
    },
    0,
  );
}
