import * as l10n from "@vscode/l10n";
import * as v from "valibot";
import { Problem, isCancelled } from "../signalr/problem.ts";
import type { Cloud } from "./controlPlane.ts";
import { isLoopback } from "./loopback.ts";

/** Answered by every Resource Manager without a token; Azure's own list several clouds, others describe themselves. */
const path = "/metadata/endpoints?api-version=2019-05-01";
const timeoutMs = 15_000;

const one = v.object({
  name: v.optional(v.string()),
  resourceManager: v.optional(v.string()),
  authentication: v.object({ loginEndpoint: v.pipe(v.string(), v.url()), audiences: v.pipe(v.array(v.string()), v.minLength(1)) }),
});
const schema = v.union([v.array(one), one]);

/** Fetches a URL's text; for tests. */
export type ReadText = (url: string, signal: AbortSignal) => Promise<string>;

/**
 * A cloud as its own Resource Manager describes it: who signs people in, and for which audience tokens have to be.
 * @param resourceManager its URL
 * @throws Problem `cloudUnreadable` where it is not https, does not answer, or does not describe itself
 */
export async function cloudAt(resourceManager: string, read: ReadText = readText): Promise<Cloud> {
  const url = URL.parse(resourceManager);
  if (url === null || (url.protocol !== "https:" && !isLoopback(url))) {
    throw unreadable(resourceManager, l10n.t("it is not an https URL"));
  }
  const base = `${url.origin}${url.pathname}`.replace(/\/+$/, "");
  const text = await read(`${base}${path}`, AbortSignal.timeout(timeoutMs)).catch((error: unknown) => {
    throw isCancelled(error) ? error : unreadable(base, error instanceof Error ? error.message : String(error));
  });
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  if (!parsed.success) throw unreadable(base, l10n.t("its answer is not a description of a cloud"));
  const all = [parsed.output].flat();
  const found = all.find((each) => URL.parse(each.resourceManager ?? "")?.origin === url.origin) ?? (all.length === 1 ? all[0] : undefined);
  if (found === undefined) throw unreadable(base, l10n.t("it describes other clouds and not itself"));
  const { audiences, loginEndpoint } = found.authentication;
  // The audience stays as it is spelled, with its slash: tokens carry it so.
  const audience = audiences.find((each) => URL.parse(each)?.origin === url.origin)?.replace(/\/+$/, "") ?? audiences[0] ?? base;
  return { name: found.name ?? url.host, resourceManager: base, scope: `${audience}/.default`, authority: loginEndpoint.replace(/\/+$/, ""), scheme: url.protocol === "https:" ? "https" : "http" };
}

async function readText(url: string, signal: AbortSignal): Promise<string> {
  const answer = await fetch(url, { signal, redirect: "error", headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return answer.text();
}

function unreadable(resourceManager: string, why: string): Problem {
  return new Problem({
    code: "cloudUnreadable",
    message: l10n.t("{0} cannot be used as a cloud: {1}.", resourceManager, why),
    resource: resourceManager,
    nextStep: l10n.t("Give the URL of a Resource Manager, such as https://management.local.azurestack.external, or the name of one of Azure's clouds."),
  });
}
