import * as l10n from "@vscode/l10n";
import { Command } from "commander";
import type { Integration, IntegrationState } from "../../apim/model.ts";
import { readPublished } from "../integrations.ts";
import type { Runner } from "../runner.ts";
import { addTargetOptions, openTarget } from "../target.ts";
import type { TargetOptions } from "../target.ts";

export function integrationsCommand(run: Runner): Command {
  const command = new Command("integrations").description(l10n.t("List what is published on an instance, with what is missing or odd"));
  return addTargetOptions(command).action(
    run(async (context, options: TargetOptions) => {
      const target = await openTarget(options, context, ["apim"]);
      const { instance, integrations } = await readPublished(target, context);
      context.out.add({
        integrations: integrations.map(({ name, layout, signalR, clientEndpoint, gatewayUrls, findings }) => ({ name, layout, signalR, clientEndpoint, gatewayUrls, findings })),
      });
      context.out.text(integrations.length === 0 ? l10n.t("Nothing is published on {0}.", instance.name) : integrations.map(shown).join("\n"));
    }),
  );
}

function shown({ name, layout, signalR, state, gatewayUrls, findings }: Integration): string {
  const lines = [
    l10n.t("{0}  layout {1}, {2}", name, layout, stateText(state)),
    ...gatewayUrls.map((url) => `  ${l10n.t("clients use {0}", url)}`),
    `  ${l10n.t("service {0}", signalR)}`,
    ...findings.map(({ code, resource, message }) => `  ! ${message} (${code}, ${resource})`),
  ];
  return `${lines.join("\n")}\n`;
}

function stateText(state: IntegrationState): string {
  const words: Readonly<Record<IntegrationState, string>> = { published: l10n.t("published"), incomplete: l10n.t("incomplete"), drifted: l10n.t("drifted") };
  return words[state];
}
