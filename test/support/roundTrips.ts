import type { HttpClient } from "@azure/core-rest-pipeline";
import { createDefaultHttpClient } from "@azure/core-rest-pipeline";

/**
 * Counts how many requests follow each other, each begun only when one before it had been answered: what latency multiplies. Requests on
 * their way at the same time are one round trip.
 */
export class RoundTrips {
  #answered = 0;
  readonly httpClient: HttpClient;

  constructor(network = createDefaultHttpClient()) {
    this.httpClient = {
      sendRequest: async (request) => {
        const depth = this.#answered + 1;
        const response = await network.sendRequest(request);
        this.#answered = Math.max(this.#answered, depth);
        return response;
      },
    };
  }

  /** Those since the last call. */
  take(): number {
    const taken = this.#answered;
    this.#answered = 0;
    return taken;
  }
}
