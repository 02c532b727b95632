import type { JsonObject } from "../apim/model.ts";
import type { ArmClients } from "./armClients.ts";
import type { FailedCall } from "./armProblem.ts";
import { asProblems } from "./armProblem.ts";
import { RawAnswers } from "./rawAnswers.ts";

export interface DirectCall {
  readonly method: "GET" | "PUT";
  /** Below Resource Manager with its `api-version`, or a whole URL that an answer gave. */
  readonly url: string;
  readonly body?: JsonObject;
}

/** One call for which no SDK is taken along: Key Vault's alone would be as large as half of the extension. @throws Problem; Cancelled */
export async function directCall(clients: ArmClients, { method, url, body }: DirectCall, failed: Pick<FailedCall, "action" | "resource">, signal: AbortSignal | undefined): Promise<JsonObject> {
  return asProblems({ ...failed, cloud: clients.cloud }, async () => {
    const { RestError, createHttpHeaders, createPipelineRequest } = await import("./sdks.ts");
    const headers = createHttpHeaders({ accept: "application/json", ...(body && { "content-type": "application/json" }) });
    const request = createPipelineRequest({ method, url: new URL(url, clients.cloud.resourceManager).href, headers, ...(body && { body: JSON.stringify(body) }), ...(signal && { abortSignal: signal }) });
    const response = await clients.send(request);
    if (response.status >= 400) {
      throw new RestError(`${response.status}`, { statusCode: response.status, request, response });
    }
    const answers = new RawAnswers();
    answers.take(response);
    return answers.last;
  });
}
