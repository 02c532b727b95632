import type { JsonValue } from "../model.ts";

/** What a deployment is told or looks up, in place of what is written down. */
export type Reference =
  /** Host of the SignalR Service, with its port where it is not the scheme's own. */
  | { readonly to: "signalRHost" }
  /** The prefix without slashes at its ends. */
  | { readonly to: "pathPrefix" }
  /** The prefix and a slash, or nothing where it is empty. */
  | { readonly to: "suffixStart" }
  /** Whether clients need a subscription key. Never part of a longer text. */
  | { readonly to: "subscriptionRequired" }
  /** The secret that the named value with this id holds. Never part of a longer text. */
  | { readonly to: "secret"; readonly of: string };

/** A text with references in it. */
export class Template {
  readonly parts: readonly (string | Reference)[];

  constructor(parts: readonly (string | Reference)[]) {
    this.parts = parts;
  }
}

/** The value of a resource's property, as it is written in infrastructure code. */
export type ExportValue = JsonValue | Template;

/** The text with every mention of `host` as a reference. One inside a longer host name is none. */
export function withHost(text: string, host: string): string | Template {
  const parts: (string | Reference)[] = [];
  let from = 0;
  for (let at = text.indexOf(host); at >= 0; at = text.indexOf(host, at + host.length)) {
    const end = at + host.length;
    if (/[\w.-]/.test(text.charAt(at - 1)) || /^(?:[\w-]|[.:]\w)/.test(text.slice(end, end + 2))) continue;
    parts.push(text.slice(from, at), { to: "signalRHost" });
    from = end;
  }
  return parts.length === 0 ? text : new Template([...parts, text.slice(from)].filter((part) => part !== ""));
}

/** An API's suffix with the prefix as a reference. */
export function withPrefix(suffix: string, prefix: string): string | Template {
  if (prefix === "") {
    return new Template([{ to: "suffixStart" }, suffix]);
  }
  if (suffix === prefix) {
    return new Template([{ to: "pathPrefix" }]);
  }
  return suffix.startsWith(`${prefix}/`) ? new Template([{ to: "suffixStart" }, suffix.slice(prefix.length + 1)]) : suffix;
}

/** A long text in which a name stands for the service's host, to be put in its place: lines stay readable where nothing is glued into them. */
export interface WithPlaceholder {
  readonly text: string;
  readonly placeholder: string;
}

export function withPlaceholder({ parts }: Template): WithPlaceholder {
  let placeholder = "__SIGNALR_HOST__";
  while (parts.some((part) => typeof part === "string" && part.includes(placeholder))) {
    placeholder = `_${placeholder}_`;
  }
  return { placeholder, text: parts.map((part) => (typeof part === "string" ? part : placeholder)).join("") };
}

/** Whether the text has several lines, and nothing but the host as references. */
export function isBlock({ parts }: Template): boolean {
  return parts.some((part) => typeof part === "string" && part.includes("\n")) && parts.every((part) => typeof part === "string" || part.to === "signalRHost");
}
