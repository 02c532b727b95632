import * as l10n from "@vscode/l10n";
import { newEtag } from "../arm/etag.ts";
import { textOf } from "../model.ts";
import { addEntry, removeEntry, setMember, setPolicy } from "./changes.ts";
import { allApis, httpApi, webSocketApi } from "./fault.ts";
import type { SandboxFault, SpoiledApi } from "./fault.ts";

/** A port that nothing listens on (RFC 863, "discard"). */
const nowhere = "127.0.0.1:9";

/** What is wrong with the APIs themselves. */
export const apiFaults: readonly SandboxFault[] = [
  { id: "apiMissing", title: () => l10n.t("The negotiate API was deleted"), apply: (scene) => [removeEntry(() => scene.instance.apis, httpApi(scene).key)] },
  { id: "apiMissing.webSocket", title: () => l10n.t("The WebSocket API was deleted"), apply: (scene) => [removeEntry(() => scene.instance.apis, webSocketApi(scene).key)] },
  {
    id: "operationMissing", title: () => l10n.t("The POST operation of negotiate was deleted"),
    apply: (scene) => {
      const { find } = httpApi(scene);
      return [removeEntry(() => find()?.operations, "negotiate")];
    },
  },
  { id: "pathDiffers", title: () => l10n.t("The negotiate API's suffix was changed"), apply: (scene) => [member(httpApi(scene), "path", (path) => `moved/${path}`)] },
  { id: "backendDiffers", title: () => l10n.t("The negotiate API leads to another backend"), apply: (scene) => [member(httpApi(scene), "serviceUrl", elsewhere)] },
  { id: "backendDiffers.webSocket", title: () => l10n.t("The WebSocket API leads to another backend"), apply: (scene) => [member(webSocketApi(scene), "serviceUrl", elsewhere)] },
  { id: "keyNeeded", title: () => l10n.t("The APIs want a subscription key"), apply: (scene) => allApis(scene).map(({ find }) => setMember(() => find()?.properties, "subscriptionRequired", true)) },
  {
    id: "suffixShadowed", title: () => l10n.t("Another API has a longer suffix and takes the calls"), layout: "http",
    apply: (scene) => {
      const path = textOf(httpApi(scene).find()?.properties["path"]);
      return [setMember(() => scene.instance.apis.get("echo-api")?.properties, "path", `${path}/negotiate`)];
    },
  },
  {
    id: "responseBuffered", title: () => l10n.t("Events of Server-Sent Events are held back"), layout: "http",
    apply: (scene) => {
      const { find } = httpApi(scene);
      return [setPolicy(() => find()?.operations.get("connect"), undefined)];
    },
  },
  {
    id: "tokensLogged", title: () => l10n.t("The gateway's log keeps the tokens of clients"), warning: true,
    apply: ({ instance }) => [addEntry(() => instance.diagnostics, "applicationinsights", { id: "applicationinsights", etag: newEtag(), properties: { loggerId: "/loggers/appinsights", sampling: { samplingType: "fixed", percentage: 100 } } })],
  },
];

function member({ find }: SpoiledApi, name: string, spoiled: (value: string) => string): ReturnType<typeof setMember> {
  return setMember(() => find()?.properties, name, spoiled(textOf(find()?.properties[name])));
}

function elsewhere(url: string): string {
  return url.replace(/(?<=:\/\/)[^/]+/, nowhere);
}
