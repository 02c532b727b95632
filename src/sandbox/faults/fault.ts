import * as l10n from "@vscode/l10n";
import { Problem } from "../../signalr/problem.ts";
import { serviceEndpoint } from "../arm/keys.ts";
import { textOf } from "../model.ts";
import type { ApiEntity, InstanceModel, SignalRModel } from "../model.ts";
import type { ServiceControl } from "../service/service.ts";
import type { Change } from "./changes.ts";

/** What a fault can spoil. */
export interface FaultScene {
  readonly instance: InstanceModel;
  readonly signalR: SignalRModel;
  readonly service: Pick<ServiceControl, "serving" | "serve">;
}

/** A state that something is wrong in, to learn its symptoms from: the doctor names its cause first. */
export interface SandboxFault {
  /** The cause's code in the doctor's catalogue, and what tells variants apart: `apiMissing`, `apiMissing.webSocket`. */
  readonly id: string;
  /** What is wrong, as a person would say it. */
  readonly title: () => string;
  /** Whom the doctor has to examine to see it: the app's hub at its URL, or the integration (default). */
  readonly seenAt?: "app";
  /** Where clients get through all the same, and the doctor only warns. */
  readonly warning?: true;
  /** The only layout in which it can be shown. */
  readonly layout?: "http";
  /** @throws Problem `faultNotPossible` where nothing is there to be spoiled; then nothing is changed */
  readonly apply: (scene: FaultScene) => readonly Change[];
}

/** The doctor's code for what is wrong. */
export function causeOf({ id }: Pick<SandboxFault, "id">): string {
  return id.replace(/\..*$/, "");
}

/** A published API, by its name among the instance's. */
export interface SpoiledApi {
  readonly key: string;
  /** The API as it is now; undefined when it is gone. */
  readonly find: () => ApiEntity | undefined;
}

/** The published API that negotiate goes through. @throws Problem `faultNotPossible` */
export function httpApi(scene: FaultScene): SpoiledApi {
  return onlyApi(scene, (api) => api.properties["type"] !== "websocket" && api.operations.has("negotiate"));
}

/** The published WebSocket API. @throws Problem `faultNotPossible` */
export function webSocketApi(scene: FaultScene): SpoiledApi {
  return onlyApi(scene, (api) => api.properties["type"] === "websocket");
}

/** Every API that leads to the service. @throws Problem `faultNotPossible` where there is none */
export function allApis({ instance, signalR }: FaultScene): readonly SpoiledApi[] {
  const { host } = new URL(serviceEndpoint(signalR));
  const keys = [...instance.apis].filter(([, { properties }]) => hostOf(textOf(properties["serviceUrl"])) === host && properties["isCurrent"] !== false).map(([key]) => key);
  if (keys.length === 0) throw notPossible(l10n.t("Nothing is published in the sandbox, so nothing of it can be spoiled."), l10n.t("Publish its SignalR Service, then try again."));
  return keys.map((key) => ({ key, find: () => instance.apis.get(key) }));
}

function onlyApi(scene: FaultScene, isIt: (api: ApiEntity) => boolean): SpoiledApi {
  const found = allApis(scene).find(({ find }) => {
    const api = find();
    return api !== undefined && isIt(api);
  });
  if (found === undefined) throw notPossible(l10n.t("What is published in the sandbox has no API of the kind that this spoils."), l10n.t("Publish by another layout, then try again."));
  return found;
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined;
}

export function notPossible(message: string, nextStep: string): Problem {
  return new Problem({ code: "faultNotPossible", message, nextStep });
}
