import type { HttpClient } from "@azure/core-rest-pipeline";
import { createDefaultHttpClient } from "@azure/core-rest-pipeline";
import { exchangeOf } from "./sdkClients.ts";
import type { Exchange } from "./spec.ts";

/** One thing a person does, with all that went over the wire for it. */
export interface RecordedStep {
  /** What it belongs to: the name of a golden file. */
  readonly story: string;
  readonly title: string;
  /** In the order of the answers, which differs from run to run where requests go at the same time. */
  readonly exchanges: readonly Exchange[];
}

export type Step = <Result>(title: string, work: () => Promise<Result>) => Promise<Result>;

/** The end of the SDKs' pipeline: everything that leaves passes, with retries and polls, and is kept with its answer. */
export class Recorder {
  readonly steps: RecordedStep[] = [];
  readonly httpClient: HttpClient;
  #current: Exchange[] = [];

  constructor() {
    const network = createDefaultHttpClient();
    this.httpClient = {
      sendRequest: async (request) => {
        const response = await network.sendRequest(request);
        this.#current.push(exchangeOf(request, response));
        return response;
      },
    };
  }

  /** Records the steps of a story, which are done one after the other. */
  story(story: string): Step {
    return async (title, work) => {
      const exchanges: Exchange[] = [];
      this.#current = exchanges;
      const result = await work();
      this.steps.push({ story, title, exchanges });
      return result;
    };
  }
}
