import * as l10n from "@vscode/l10n";
import { parseConnectionString } from "../../signalr/connectionString.ts";
import type { ConnectionString } from "../../signalr/connectionString.ts";
import { Problem } from "../../signalr/problem.ts";
import type { Service } from "../service/service.ts";

/** A connection string the app can work with: it names a key. */
export interface UsableConnectionString extends ConnectionString {
  readonly accessKey: string;
}

/** The connection string the app was given last. Holds a secret. */
export class ConnectionStringSlot {
  readonly #service: Service;
  #text: string;
  #value: UsableConnectionString;

  /** @throws Problem when the string cannot be read or holds no key */
  constructor(service: Service, text: string) {
    this.#service = service;
    this.#text = text;
    this.#value = usable(text);
  }

  get text(): string {
    return this.#text;
  }

  get value(): UsableConnectionString {
    return this.#value;
  }

  /** @throws Problem when the string cannot be read, is of another service, or its key is none of the service's */
  replace(text: string): void {
    const value = usable(text);
    const { url, signalR } = this.#service;
    if (value.endpoint !== url) {
      throw new Problem({
        code: "foreignEndpoint",
        message: l10n.t("Endpoint is {0}, and this app server belongs to the service at {1}.", value.endpoint, url),
        nextStep: l10n.t("Take the connection string of the sandbox's own SignalR Service; only ClientEndpoint may point elsewhere."),
      });
    }
    if (value.accessKey !== signalR.keys.primary && value.accessKey !== signalR.keys.secondary) {
      throw new Problem({
        code: "keyRefused",
        message: l10n.t("AccessKey is none of the service's present keys."),
        likelyCause: l10n.t("The keys were regenerated after the connection string was copied."),
        nextStep: l10n.t("Get the connection string again."),
      });
    }
    this.#text = text;
    this.#value = value;
  }
}

function usable(text: string): UsableConnectionString {
  const value = parseConnectionString(text);
  if (value.accessKey === undefined) {
    throw new Problem({
      code: "accessKeyMissing",
      message: l10n.t("The connection string has no AccessKey. The sandbox has no Microsoft Entra ID, so its app server needs a key."),
      nextStep: l10n.t("Hand over the form of the connection string that holds a key."),
    });
  }
  return { ...value, accessKey: value.accessKey };
}
