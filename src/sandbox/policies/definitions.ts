import type { PolicyDefinition } from "./definition.ts";
import { checkHeader } from "./elements/checkHeader.ts";
import { choose } from "./elements/choose.ts";
import { cors } from "./elements/cors.ts";
import { forwardRequest } from "./elements/forwardRequest.ts";
import { ipFilter } from "./elements/ipFilter.ts";
import { managedIdentity } from "./elements/managedIdentity.ts";
import { quotaByKey, rateLimit, rateLimitByKey } from "./elements/rateLimit.ts";
import { returnResponse } from "./elements/returnResponse.ts";
import { rewriteUri } from "./elements/rewriteUri.ts";
import { sendRequest } from "./elements/sendRequest.ts";
import { setBackendService } from "./elements/setBackendService.ts";
import { setBody } from "./elements/setBody.ts";
import { setHeader } from "./elements/setHeader.ts";
import { setMethod } from "./elements/setMethod.ts";
import { setQueryParameter } from "./elements/setQueryParameter.ts";
import { setStatus } from "./elements/setStatus.ts";
import { setVariable } from "./elements/setVariable.ts";
import { traceMessage } from "./elements/traceMessage.ts";
import { validateJwt } from "./elements/validateJwt.ts";

/** The policies the sandbox's gateway runs. */
export const definitions: ReadonlyMap<string, PolicyDefinition> = new Map([
  ["authentication-managed-identity", managedIdentity],
  ["check-header", checkHeader],
  ["choose", choose],
  ["cors", cors],
  ["forward-request", forwardRequest],
  ["ip-filter", ipFilter],
  ["quota-by-key", quotaByKey],
  ["rate-limit", rateLimit],
  ["rate-limit-by-key", rateLimitByKey],
  ["return-response", returnResponse],
  ["rewrite-uri", rewriteUri],
  ["send-request", sendRequest],
  ["set-backend-service", setBackendService],
  ["set-body", setBody],
  ["set-header", setHeader],
  ["set-method", setMethod],
  ["set-query-parameter", setQueryParameter],
  ["set-status", setStatus],
  ["set-variable", setVariable],
  ["trace", traceMessage],
  ["validate-jwt", validateJwt],
]);

/** What is said of some it does not run. */
export const refusals: ReadonlyMap<string, string> = new Map([
  ["include-fragment", "'include-fragment'. The sandbox has no policy fragments: write out here what the fragment says."],
  ["retry", "'retry'. The sandbox tries once."],
  ["wait", "'wait'. Put the calls one after the other."],
  ["limit-concurrency", "'limit-concurrency'."],
]);
