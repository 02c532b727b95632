import * as l10n from "@vscode/l10n";
import { Problem } from "../signalr/problem.ts";
import type { Layout } from "./layouts/roles.ts";
import type { SignalRService } from "./model.ts";
import { trimSlashes } from "./paths.ts";

/** Room for the longest suffix of an API id (`-negotiate`) in API Management's 80 characters. */
const longestName = 70;
/** `path` of an API takes 400 characters, of which `/client/negotiate` are 17. */
const longestPrefix = 383;

/**
 * The prefix as publishing uses it: without slashes at its ends.
 * @throws Problem `prefixInvalid` naming what is wrong with it.
 */
export function checkPrefix(text: string): string {
  const prefix = trimSlashes(text.trim());
  const wrong = prefixFault(prefix);
  if (wrong !== undefined) {
    throw new Problem({
      code: "prefixInvalid",
      message: l10n.t('The prefix "{0}" cannot stand in an API suffix: {1}', prefix, wrong),
      nextStep: l10n.t("Use path segments of letters, digits, '-', '_' and '.', separated by single slashes, such as team-a/chat."),
    });
  }
  return prefix;
}

function prefixFault(prefix: string): string | undefined {
  if (prefix.length > longestPrefix) {
    return l10n.t("it is longer than {0} characters.", longestPrefix);
  }
  if (prefix === "") {
    return undefined;
  }
  for (const segment of prefix.split("/")) {
    if (segment === "") {
      return l10n.t("it has an empty segment.");
    }
    if (/^\.+$/.test(segment)) {
      return l10n.t('a segment cannot be "{0}".', segment);
    }
    const bad = /[^A-Za-z0-9._-]/.exec(segment);
    if (bad !== null) {
      return l10n.t('"{0}" is not allowed.', bad[0]);
    }
  }
  return undefined;
}

/** The integration's name when none is given: the service's name, and `-` and the prefix with slashes as dashes. */
export function defaultName(serviceName: string, prefix: string): string {
  return prefix === "" ? serviceName : `${serviceName}-${prefix.replaceAll("/", "-")}`;
}

/**
 * An integration's name becomes part of API ids (1 to 80 characters, apim-facts 1.1), so it is held to what ids allow everywhere.
 * @throws Problem `nameInvalid`
 */
export function checkName(text: string): string {
  const name = text.trim();
  if (name.length > longestName) {
    throw nameProblem(name, l10n.t("it has {0} characters; at most {1} leave room for the ids of its APIs.", name.length, longestName));
  }
  if (!/^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(name)) {
    throw nameProblem(name, l10n.t("it must begin and end with a letter or digit and hold only letters, digits, '-', '_' and '.'."));
  }
  return name;
}

function nameProblem(name: string, why: string): Problem {
  return new Problem({
    code: "nameInvalid",
    message: l10n.t('"{0}" cannot name an integration: {1}', name, why),
    nextStep: l10n.t("Choose another name."),
  });
}

/** The checked name and prefix of an integration to be published. @throws Problem `prefixInvalid`, `nameInvalid` */
export function checkedNames(service: Pick<SignalRService, "name">, layout: Pick<Layout, "defaultPrefix">, options: { readonly prefix: string; readonly name?: string | undefined }): { readonly name: string; readonly prefix: string } {
  const prefix = checkPrefix(options.prefix) || layout.defaultPrefix;
  return { prefix, name: checkName(options.name ?? defaultName(service.name, prefix)) };
}
