import * as l10n from "@vscode/l10n";
import type { JsonObject, JsonValue } from "../apim/model.ts";
import { Problem } from "../signalr/problem.ts";

/** What the SDKs hand to `onResponse`, as far as it is read here. */
interface RawResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | undefined };
  readonly bodyAsText?: string | null;
}

/**
 * Takes answers down as they came. The SDK's own results rename properties (`type` becomes `apiType`) and lose the value of policies,
 * while plans are made of ARM's own words.
 */
export class RawAnswers {
  readonly #answers: RawResponse[] = [];
  /** For the SDK's `onResponse`; bound. */
  readonly take = (response: RawResponse): void => {
    this.#answers.push(response);
  };

  /** The last answer: of a long-running operation, the final one. */
  get last(): JsonObject {
    return parsed(this.#answers.at(-1));
  }

  /** Status of the last answer: of a long-running operation, what its call would have had (apim-facts 1.4). */
  get status(): number | undefined {
    return this.#answers.at(-1)?.status;
  }

  /**
   * Whether the last answer accepted the making of something that was not there: `asyncCode` of its `Location` is what the last poll will
   * have (apim-facts 1.4).
   */
  get accepted(): boolean {
    const answer = this.#answers.at(-1);
    return answer?.status === 202 && URL.parse(answer.headers.get("location") ?? "")?.searchParams.get("asyncCode") === "201";
  }

  get etag(): string | undefined {
    return this.#answers.at(-1)?.headers.get("etag");
  }

  /** Seconds to wait, from the last answer's `Retry-After`. */
  get retryAfter(): number | undefined {
    const seconds = Number(this.#answers.at(-1)?.headers.get("retry-after") ?? Number.NaN);
    return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
  }

  /** The elements of all pages. @throws Problem `answerUnreadable` for what is no page of a list: it would pass for an empty one */
  get values(): readonly JsonObject[] {
    return this.#answers.flatMap((answer) => {
      const page = parsed(answer)["value"];
      if (Array.isArray(page)) return page.filter(isObject);
      throw new Problem({ code: "answerUnreadable", message: l10n.t("An answer that should be a list is none."), likelyCause: l10n.t("Something between this computer and Azure changes answers, or the control plane is not the one it says it is."), nextStep: l10n.t("Try again, from another network where it stays.") });
    });
  }
}

/** Reads to the end of a paged list; the pages are in what `onResponse` took down. */
export async function drain(list: { byPage(): AsyncIterable<unknown> }): Promise<void> {
  for await (const _page of list.byPage()) {
    // Reading on is what sends the next request.
  }
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text member, empty where it is absent or something else. */
export function textIn(object: JsonObject, name: string): string {
  const value = object[name];
  return typeof value === "string" ? value : "";
}

function parsed(answer: RawResponse | undefined): JsonObject {
  if (answer?.bodyAsText === undefined || answer.bodyAsText === null || answer.bodyAsText === "") {
    return {};
  }
  const value: JsonValue = JSON.parse(answer.bodyAsText);
  return isObject(value) ? value : {};
}
