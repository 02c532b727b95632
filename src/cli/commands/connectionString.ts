import * as l10n from "@vscode/l10n";
import { Command, Option } from "commander";
import { settingTargets, writeConnectionString } from "../../apim/appSettings/writeConnectionString.ts";
import type { SettingTarget } from "../../apim/appSettings/writeConnectionString.ts";
import { connectionStringFor } from "../../apim/clientEndpoint.ts";
import type { Context } from "../context.ts";
import { UsageProblem } from "../exit.ts";
import { integrationNamed, readPublished, serviceOf } from "../integrations.ts";
import { checkVaultOptions, putIntoVault, vaultNamed } from "../keyVault.ts";
import type { Runner } from "../runner.ts";
import { addTargetOptions, openTarget } from "../target.ts";
import type { Target, TargetOptions } from "../target.ts";

interface Options extends TargetOptions {
  readonly integration: string;
  readonly auth: "key" | "entra";
  readonly to: "stdout" | "sandbox-app" | "key-vault" | SettingTarget;
  readonly vault?: string;
  readonly secret?: string;
  readonly path?: string;
  readonly key?: string;
}

export function connectionStringCommand(run: Runner): Command {
  const command = new Command("connection-string").description(l10n.t("Give an app the connection string with ClientEndpoint"));
  return addTargetOptions(command)
    .requiredOption("--integration <name>", l10n.t("the integration the app's clients go through"))
    .addOption(new Option("--auth <auth>", l10n.t("with an access key, or for the app's Entra identity")).choices(["key", "entra"]).default("key"))
    .addOption(new Option("--to <where>", l10n.t("print it, or write it where the app reads it")).choices(["stdout", ...settingTargets, "key-vault", "sandbox-app"]).default("stdout"))
    .option("--path <file>", l10n.t("the file to write: for user-secrets a project file or a secrets.json"))
    .option("--key <name>", l10n.t("the setting's name, where it is not the usual one"))
    .option("--vault <name>", l10n.t("for key-vault: the vault's name or resource id"))
    .option("--secret <name>", l10n.t("for key-vault: the secret's name; by default the integration's, with -connection-string"))
    .action(run(deliver));
}

async function deliver(context: Context, options: Options): Promise<void> {
  const { to, path, key } = options;
  checkVaultOptions(options);
  if ((path !== undefined || key !== undefined) && (to === "stdout" || to === "sandbox-app" || to === "key-vault")) {
    throw new UsageProblem({ code: "usageConflict", message: l10n.t("--path and --key say where in a file; --to {0} writes none.", to), nextStep: l10n.t("Leave them out, or choose one of {0}.", settingTargets.join(", ")) });
  }
  const target = await openTarget(options, context, ["apim"]);
  const app = to === "sandbox-app" ? sandboxApp(target) : undefined;
  const vault = options.vault === undefined ? undefined : await vaultNamed(target, options.vault, context);
  const value = await makeString(target, options, context);
  if (vault !== undefined) return putIntoVault(target, vault, { ...options, value }, context);
  if (app !== undefined) {
    await app(value, context);
  } else if (to === "user-secrets" || to === "local-settings" || to === "dotenv") {
    const written = await writeConnectionString({ target: to, value, cwd: process.cwd(), ...(path === undefined ? {} : { path }), ...(key === undefined ? {} : { key }) });
    context.out.add({ to, path: written.path });
    context.out.text(l10n.t("Written to {0}.", written.path));
  } else {
    context.out.add({ connectionString: value });
    context.out.text(value);
  }
}

async function makeString(target: Target, options: Options, context: Context): Promise<string> {
  const published = await readPublished(target, context);
  const integration = integrationNamed(published, options.integration);
  if (options.auth === "entra") {
    return connectionStringFor({ auth: "entra" }, integration);
  }
  const { primaryConnectionString } = await target.plane.keys(serviceOf(published, integration), context.signal);
  return connectionStringFor({ auth: "key", connectionString: primaryConnectionString }, integration);
}

/** How a string reaches the app server of the sandbox that the profile names. Refuses before anything is sent. */
function sandboxApp({ profile }: Target): (value: string, context: Context) => Promise<void> {
  const url = profile?.appServerUrl;
  if (profile === undefined || url === undefined) {
    throw new UsageProblem({ code: "usageNoSandbox", message: l10n.t("There is no sandbox here to give the string to."), nextStep: l10n.t("Give --profile with the first line that the sandbox printed.") });
  }
  return async (value, { out, signal }) => {
    const { giveConnectionString } = await import("../../sandbox/appClient.ts");
    const token = await profile.credential.getToken(profile.cloud.scope);
    await giveConnectionString(url, token?.token ?? "", value, signal);
    out.add({ to: "sandbox-app" });
    out.text(l10n.t("The sandbox's app server at {0} hands its clients to the gateway now.", url));
  };
}
