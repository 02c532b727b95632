import assert from "node:assert/strict";
import { test } from "node:test";
import { armSchemas } from "../apim/export/judges/armSchema.ts";
import type { TemplateResource } from "../apim/export/judges/armSchema.ts";
import { isObject } from "../apim/export/judges/deployed.ts";
import { fullRun } from "../support/fullRun.ts";
import type { Exchange } from "../support/spec.ts";
import { specValidator, specsMissing } from "../support/spec.ts";

const instanceRoot = /\/providers\/Microsoft\.ApiManagement\/service\/[^/]+\//i;

/** What no OpenAPI file of the folder describes (its SOURCE.md). Everything else that is sent has to be described. */
const undescribed: readonly (readonly [name: string, path: RegExp])[] = [
  ["subscriptions", /^\/subscriptions$/i],
  ["Resource Graph", /^\/providers\/Microsoft\.ResourceGraph\/resources$/i],
  ["products", /\/service\/[^/]+\/products(\/|$)/i],
  ["the instance's policy", /\/service\/[^/]+\/policies\/policy$/i],
  ["how a SignalR operation is going", /\/Microsoft\.SignalRService\/locations\/[^/]+\/operation(Statuses|Results)\//i],
];

function nameOf({ method, url, status }: Exchange): string {
  return `${method} ${new URL(url).pathname.split("/providers/").at(-1) ?? ""} ${status}`;
}

/**
 * The exchanges as OpenAPI describes them: the last poll of a long-running call at the resource's own URL is the call's answer, and the
 * polls before it only say that it runs.
 */
function withPollsAnswered(exchanges: readonly Exchange[]): readonly Exchange[] {
  const begun = new Map<string, Exchange>();
  return exchanges.flatMap((exchange) => {
    const { pathname, searchParams } = new URL(exchange.url);
    if (!searchParams.has("asyncId")) {
      if (exchange.status === 202) begun.set(pathname, exchange);
      return [exchange];
    }
    const call = begun.get(pathname);
    assert.ok(call, `a poll of what nobody began: ${nameOf(exchange)}`);
    const { status, responseHeaders, responseBody } = exchange;
    return status === 202 ? [] : [{ ...call, status, responseHeaders, responseBody }];
  });
}

/** The body of a PUT as an ARM template of the version that is sent has it; the OpenAPI in the folder is two years older. */
function asTemplate({ url, requestBody }: Exchange): TemplateResource {
  const { pathname, searchParams } = new URL(url);
  const segments = pathname.split(instanceRoot)[1]?.split("/") ?? [];
  const types = segments.filter((_segment, index) => index % 2 === 0);
  const name = ["instance", ...segments.filter((_segment, index) => index % 2 === 1)].join("/");
  return { type: ["Microsoft.ApiManagement/service", ...types].join("/"), apiVersion: searchParams.get("api-version") ?? "", name, properties: isObject(requestBody) ? requestBody["properties"] : {} };
}

void test("everything that is sent, and what is taken for an answer, is as Azure's OpenAPI and template schemas have it", { skip: specsMissing }, async (t) => {
  const [validator, { steps }] = await Promise.all([specValidator(), fullRun(t)]);
  const validTemplate = armSchemas();
  const wrong: string[] = [];
  const met = new Set<string>();
  const count = { described: 0, polled: 0, templates: 0 };
  for (const { story, title, exchanges } of steps) {
    const told = (exchange: Exchange, violations: readonly string[]): void => {
      wrong.push(...violations.map((violation) => `${story}, ${title}: ${nameOf(exchange)}: ${violation}`));
    };
    for (const exchange of withPollsAnswered(exchanges)) {
      const { pathname } = new URL(exchange.url);
      if (exchange.method === "PUT" && instanceRoot.test(pathname)) {
        count.templates += 1;
        told(exchange, validTemplate(asTemplate(exchange)));
      }
      const reason = undescribed.find(([, path]) => path.test(pathname))?.[0];
      if (reason !== undefined) {
        met.add(reason);
      } else {
        count.described += 1;
        told(exchange, await validator.violations(exchange));
      }
    }
    count.polled += exchanges.filter(({ url, status }) => url.includes("asyncId=") && status !== 202).length;
  }
  assert.deepEqual(wrong, []);
  assert.deepEqual([...met].toSorted(), undescribed.map(([name]) => name).toSorted(), "each exception is one that is needed");
  assert.ok(count.described > 200 && count.templates > 25 && count.polled > 8, JSON.stringify(count));
});
