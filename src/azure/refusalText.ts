import type { PipelineResponse } from "@azure/core-rest-pipeline";

const texts = new WeakMap<object, string>();

/** Keeps what a refusal said: the SDKs' lists throw an error of their own that leaves it out. */
export function keepRefusal({ request, status, bodyAsText }: PipelineResponse): void {
  if (status >= 400 && typeof bodyAsText === "string") texts.set(request, bodyAsText);
}

/** What the answer to the request of an SDK's error said; undefined where it was no refusal. */
export function refusalText(error: Error): string | undefined {
  const request: unknown = Reflect.get(error, "request");
  return typeof request === "object" && request !== null ? texts.get(request) : undefined;
}
