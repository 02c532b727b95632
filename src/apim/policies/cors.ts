import * as l10n from "@vscode/l10n";
import { replaced, withFirst, without } from "./edit.ts";
import { element, elementsIn, textIn } from "./element.ts";
import type { PolicyElement } from "./element.ts";
import type { LocatedElement } from "./parse.ts";
import type { PolicyRule } from "./rule.ts";

/** What pages of listed origins may do. */
export interface CorsInput {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  /** Headers that pages send besides the client's own. */
  readonly headers: readonly string[];
}

/** Headers the official clients send from a browser (signalr-protocol 1.3; apim-facts 3.4). */
const clientHeaders = ["Authorization", "Content-Type", "X-Requested-With", "X-SignalR-User-Agent"];
/** How long browsers may keep the answer to a preflight, in seconds: long polling would double its requests without. */
const preflightMaxAge = "300";

/** The `cors` policy of a document's inbound section: the first is the one that counts. */
export function corsOf<E extends PolicyElement & { readonly children: readonly (E | string)[] }>(root: E | undefined): E | undefined {
  const inbound = root === undefined ? undefined : elementsIn<E>(root, "inbound")[0];
  return inbound === undefined ? undefined : elementsIn<E>(inbound, "cors")[0];
}

/** The texts of a list such as `allowed-origins`. */
export function corsList(cors: PolicyElement, list: string): readonly string[] {
  return elementsIn(cors, list).flatMap((found) => elementsIn(found).map(textIn));
}

/**
 * The gateway answers preflights for listed origins itself, instead of passing them on by OPTIONS operations: credentials, which the
 * official clients send by default, need listed origins (apim-facts 3.4).
 */
export function cors(input: CorsInput): PolicyRule {
  const wanted = corsElement(input);
  return {
    code: "corsDiffers",
    title: l10n.t("CORS for {0}", input.origins.join(", ")),
    reason: l10n.t("The cors policy must allow {0} with credentials, and the methods and headers that SignalR clients use.", input.origins.join(", ")),
    comment: "First in inbound: it answers preflight requests, as long as the API has no OPTIONS operation.",
    met: ([root]) => allows(corsOf(root), wanted),
    metInText: () => false,
    amended: (xml, root) => {
      const found = corsOf(root);
      return found === undefined ? withFirst(xml, root, "inbound", wanted) : replaced(xml, found, widened(found, wanted));
    },
  };
}

/** OPTIONS operations pass preflights on to the service, so no `cors` policy may answer beside it. */
export const withoutCors: PolicyRule = {
  code: "corsDiffers",
  get title() {
    return l10n.t("no CORS");
  },
  get reason() {
    return l10n.t("There must be no cors policy, because the service answers preflight requests itself.");
  },
  comment: "",
  met: ([root]) => corsOf(root) === undefined,
  metInText: (xml) => !/<cors[\s>]/.test(xml),
  amended: (xml, root) => {
    const found = corsOf(root);
    return found === undefined ? xml : without(xml, found);
  },
};

function corsElement({ origins, methods, headers }: CorsInput): PolicyElement {
  return element("cors", { "allow-credentials": "true", "terminate-unmatched-request": "true" }, [
    list("allowed-origins", "origin", origins),
    list("allowed-methods", "method", methods, { "preflight-result-max-age": preflightMaxAge }),
    list("allowed-headers", "header", [...clientHeaders, ...headers.filter((name) => !covers(clientHeaders, [name]))]),
  ]);
}

function list(name: string, item: string, texts: readonly string[], attributes: Readonly<Record<string, string>> = {}): PolicyElement {
  return element(name, attributes, texts.map((text) => element(item, {}, [text])));
}

/** Whether a policy lets through what is wanted: exactly these origins, at least these methods and headers. */
function allows(found: PolicyElement | undefined, wanted: PolicyElement): boolean {
  if (found === undefined || found.attributes["allow-credentials"]?.toLowerCase() !== "true") {
    return false;
  }
  const origins = (of: PolicyElement): string => corsList(of, "allowed-origins").map((origin) => origin.replace(/\/$/, "").toLowerCase()).toSorted().join(" ");
  return origins(found) === origins(wanted) && covers(methodsOf(found), methodsOf(wanted)) && covers(corsList(found, "allowed-headers"), corsList(wanted, "allowed-headers"));
}

/** Without the list, GET and POST are allowed. */
function methodsOf(cors: PolicyElement): readonly string[] {
  const methods = corsList(cors, "allowed-methods");
  return methods.length === 0 ? ["GET", "POST"] : methods;
}

function covers(found: readonly string[], wanted: readonly string[]): boolean {
  const has = new Set(found.map((text) => text.toLowerCase()));
  return has.has("*") || wanted.every((text) => has.has(text.toLowerCase()));
}

/** What is wanted, with the methods and headers somebody allowed beyond it. */
function widened(found: LocatedElement, wanted: PolicyElement): PolicyElement {
  const lists = elementsIn(wanted).map((own) => {
    const kept = own.name === "allowed-origins" ? [] : elementsIn(found, own.name).flatMap((same) => elementsIn(same)).filter((item) => !covers(elementsIn(own).map(textIn), [textIn(item)]));
    return element(own.name, { ...own.attributes, ...elementsIn(found, own.name)[0]?.attributes }, [...own.children, ...kept]);
  });
  return element("cors", { ...found.attributes, ...wanted.attributes }, [...lists, ...elementsIn(found, "expose-headers")]);
}
