import * as l10n from "@vscode/l10n";
import type { Instance, InstanceContents, Integration, SignalRService } from "../apim/model.ts";
import { sameId, sameUrl } from "../apim/paths.ts";
import { looksLikeOurs, recognise } from "../apim/recognise.ts";
import { Problem } from "../signalr/problem.ts";
import type { Context } from "./context.ts";
import { UsageProblem } from "./exit.ts";
import type { Target } from "./target.ts";

/** What an instance carries. */
export interface Published {
  readonly instance: Instance;
  readonly contents: InstanceContents;
  readonly services: readonly SignalRService[];
  readonly integrations: readonly Integration[];
}

export async function readPublished(target: Target, { signal }: Context): Promise<Published> {
  const instance = await target.instance();
  const [contents, services] = await Promise.all([target.plane.contents(instance, looksLikeOurs, signal), target.services(instance)]);
  return { instance, contents, services, integrations: recognise(instance, contents, services) };
}

/** @throws Problem `integrationNotFound` with the names there are */
export function integrationNamed({ instance, integrations }: Published, name: string): Integration {
  const found = integrations.find((each) => sameId(each.name, name));
  if (found !== undefined) {
    return found;
  }
  const there = integrations.map((each) => each.name).join(", ");
  throw new Problem({
    code: "integrationNotFound",
    message: l10n.t("There is no integration {0} on {1}.", name, instance.name),
    resource: instance.id,
    nextStep: there === "" ? l10n.t("Nothing is published there yet; publish first.") : l10n.t("Use one of these: {0}.", there),
  });
}

/** @throws Problem `serviceNotFound` when the integration's backend is no service that can be seen */
export function serviceOf({ services }: Published, integration: Integration): SignalRService {
  const found = services.find(({ endpoint }) => sameUrl(endpoint, integration.signalREndpoint));
  if (found !== undefined) {
    return found;
  }
  throw new Problem({
    code: "serviceNotFound",
    message: l10n.t("The service behind {0}, {1}, is none that you can see.", integration.name, integration.signalREndpoint),
    likelyCause: l10n.t("It was deleted, is in another subscription, or your account has no access to it."),
    nextStep: l10n.t("Sign in with an account that sees it, or give its subscription with --subscription."),
  });
}

/**
 * The one there is.
 * @throws Problem `integrationNotFound` where nothing is published; UsageProblem where there are several
 */
export function onlyIntegration({ instance, integrations }: Published): Integration {
  const [first, second] = integrations;
  if (first === undefined) {
    throw new Problem({ code: "integrationNotFound", message: l10n.t("Nothing is published on {0}.", instance.name), resource: instance.id, nextStep: l10n.t("Publish first, or give --connection-string-file.") });
  }
  if (second !== undefined) {
    throw new UsageProblem({
      code: "usageIntegration",
      message: l10n.t("There are several integrations on {0}.", instance.name),
      nextStep: l10n.t("Give --integration with one of {0}.", integrations.map(({ name }) => name).join(", ")),
    });
  }
  return first;
}
