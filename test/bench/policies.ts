import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { inTurns, say } from "./measure.ts";
import { httpLatency, putter, startBackend } from "./relay.ts";

const nothing = "<policies><inbound><base /></inbound><backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>";
/** What an integration's policies are made of: variables, a branch, a header and a query parameter by expressions. */
const usual = `<policies><inbound><base />
  <set-variable name="hub" value="@(context.Request.Url.Query.GetValueOrDefault("hub", "chat"))" />
  <choose><when condition="@(!((string)context.Variables["hub"]).StartsWith("c"))"><return-response><set-status code="403" reason="Forbidden" /></return-response></when></choose>
  <set-header name="X-Hub" exists-action="override"><value>@((string)context.Variables["hub"])</value></set-header>
  <set-query-parameter name="hub" exists-action="override"><value>@(((string)context.Variables["hub"]).ToLowerInvariant())</value></set-query-parameter>
</inbound></policies>`;

/** What policies cost a request, against the same request without. */
export async function benchPolicies(): Promise<void> {
  const backend = await startBackend();
  const sandbox = await startSandbox();
  try {
    const put = await putter(sandbox);
    const api = async (id: string, policy: string | undefined): Promise<string> => {
      await put({ path: `apis/${id}`, properties: { displayName: id, type: "http", path: id, protocols: ["https"], serviceUrl: `http://127.0.0.1:${backend.port}/bench`, subscriptionRequired: false } });
      await put({ path: `apis/${id}/operations/post`, properties: { displayName: "POST", method: "POST", urlTemplate: "/" } });
      if (policy !== undefined) await put({ path: `apis/${id}/policies/policy`, properties: { format: "rawxml", value: policy } });
      return `${sandbox.line.gatewayUrl}/${id}`;
    };
    const [without, noop, some] = [await api("without", undefined), await api("noop", nothing), await api("some", usual)];
    const ms = await inTurns(7, { without: () => httpLatency(without), noop: () => httpLatency(noop), some: () => httpLatency(some) });
    say("gateway: a policy that does nothing", ms.noop, ms.without, "ms", "no policy");
    say("gateway: interpreter cost per request", ms.some, ms.without, "ms", "no policy");
  } finally {
    await sandbox.stop();
    backend.stop();
  }
}
