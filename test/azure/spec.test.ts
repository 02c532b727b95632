import assert from "node:assert/strict";
import { before, test } from "node:test";
import { armSchemas } from "../apim/export/judges/armSchema.ts";
import type { TemplateResource } from "../apim/export/judges/armSchema.ts";
import { isObject } from "../apim/export/judges/deployed.ts";
import { describedElsewhere } from "../support/describedElsewhere.ts";
import { fullRun } from "../support/fullRun.ts";
import { keyVaultViolations } from "../support/keyVaultContract.ts";
import type { RecordedStep } from "../support/recorder.ts";
import type { Exchange, SpecValidator } from "../support/spec.ts";
import { specValidator, specsMissing } from "../support/spec.ts";

const instanceRoot = /\/providers\/Microsoft\.ApiManagement\/service\/[^/]+\//i;

/** What no OpenAPI file of the folder describes (its SOURCE.md). Everything else that is sent has to be described. */
const undescribed: readonly (readonly [name: string, path: RegExp])[] = [
  ["subscriptions", /^\/subscriptions$/i],
  ["Resource Graph", /^\/providers\/Microsoft\.ResourceGraph\/resources$/i],
  ["deleting a product, which answers nothing", /\/service\/[^/]+\/products\/[^/]+$/i],
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

interface Judgement {
  readonly wrong: readonly string[];
  /** The exceptions that were met. */
  readonly exceptions: readonly string[];
  readonly described: number;
  readonly templates: number;
}

async function judge(steps: readonly RecordedStep[]): Promise<Judgement> {
  const [validator, validTemplate] = [await ready, armSchemas()];
  const wrong: string[] = [];
  const exceptions = new Set<string>();
  const count = { described: 0, templates: 0 };
  for (const { story, title, exchanges } of steps) {
    for (const exchange of withPollsAnswered(exchanges)) {
      const violations: string[] = [];
      if (exchange.method === "PUT" && instanceRoot.test(exchange.url)) {
        count.templates += 1;
        violations.push(...validTemplate(asTemplate(exchange)));
      }
      const described = describedElsewhere(exchange);
      const exception = undescribed.find(([, path]) => path.test(new URL(described.url).pathname))?.[0];
      if (/\/providers\/Microsoft\.KeyVault\//i.test(described.url)) {
        count.described += 1;
        violations.push(...keyVaultViolations(described));
      } else if (exception === undefined) {
        count.described += 1;
        violations.push(...(await validator.violations(described)));
      } else {
        exceptions.add(exception);
      }
      wrong.push(...violations.map((violation) => `${story}, ${title}: ${nameOf(exchange)}: ${violation}`));
    }
  }
  return { wrong, exceptions: [...exceptions], ...count };
}

let ready: Promise<SpecValidator>;
before(() => {
  if (specsMissing === false) ready = specValidator();
});

void test("everything that is sent, and what is taken for an answer, is as Azure's OpenAPI and template schemas have it", { skip: specsMissing }, async (t) => {
  const { wrong, exceptions, described, templates } = await judge((await fullRun(t)).steps);
  assert.deepEqual(wrong, []);
  assert.deepEqual(exceptions.toSorted(), undescribed.map(([name]) => name).toSorted(), "each exception is one that is needed");
  assert.ok(described > 250 && templates > 25, `${described} exchanges, ${templates} bodies`);
});

type Which = (exchange: Exchange) => boolean;

/** The answered calls of a path; `polled` for the last polls of those that ran on. */
function at(method: string, path: RegExp, polled = false): Which {
  return (each) => each.method === method && path.test(new URL(each.url).pathname) && each.status < 400 && each.status !== 202 && each.url.includes("asyncId=") === polled;
}

/** What must not pass: which exchanges, what is wrong with them, and what has to be said of it. */
const faulty: readonly (readonly [which: Which, change: (exchange: Exchange) => Partial<Exchange>, said: RegExp])[] = [
  [at("PATCH", /-connect$/), ({ requestBody }) => ({ requestBody: { ...(isObject(requestBody) && requestBody), colour: "red" } }), /PATCH .*OBJECT_ADDITIONAL_PROPERTIES/],
  [at("PATCH", /-connect$/), ({ requestHeaders: { "if-match": _left, ...requestHeaders } }) => ({ requestHeaders }), /PATCH .*MISSING_REQUIRED_PARAMETER .*if-match/],
  [at("PUT", /\/products\/realtime$/), () => ({ requestBody: { properties: { displayName: "x", colour: "red" } } }), /products\/realtime .*additionalProperty/],
  [at("GET", /\/apis$/), () => ({ responseBody: { value: [{ properties: { path: 7 } }] } }), /GET .*INVALID_TYPE/],
  [at("GET", /-connect$/, true), () => ({ responseBody: { properties: { isCurrent: "yes" } } }), /PUT .*INVALID_TYPE/],
  [at("PUT", /\/products\/realtime$/), () => ({ responseBody: { properties: { description: "nameless" } } }), /products\/realtime .*OBJECT_MISSING_REQUIRED_PROPERTY/],
  [at("GET", /service\/[^/]+\/policies\/policy$/), () => ({ responseBody: { properties: { format: "xml" } } }), /policies\/policy .*OBJECT_MISSING_REQUIRED_PROPERTY/],
  [at("PUT", /\/secrets\/[^/]+$/), () => ({ requestBody: { properties: { value: 7 } } }), /secrets\/.* request: .*must be string/],
  [at("GET", /\/secrets\/[^/]+$/), ({ responseBody }) => ({ responseBody: { ...(isObject(responseBody) && responseBody), properties: { value: "told" } } }), /secrets\/.* answer: .*additional properties.*value/],
];

void test("what is wrong is found wherever it is: in a request, an answer, the answer to a poll, a product's contract, a newer version's body", { skip: specsMissing }, async (t) => {
  const { steps } = await fullRun(t);
  for (const [which, change, said] of faulty) {
    const step = steps.find(({ exchanges }) => exchanges.some(which));
    assert.ok(step, String(said));
    const { wrong } = await judge([{ ...step, exchanges: step.exchanges.map((each) => (which(each) ? { ...each, ...change(each) } : each)) }]);
    assert.match(wrong.join("\n"), said);
  }
});
