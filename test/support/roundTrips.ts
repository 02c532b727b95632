import { setImmediate, setTimeout } from "node:timers/promises";
import type { HttpClient, PipelineRequest, PipelineResponse } from "@azure/core-rest-pipeline";
import { createDefaultHttpClient } from "@azure/core-rest-pipeline";

/** On its way a request takes at least this, so that what takes no time at the other end is done when the next one comes. */
const onTheWayMs = 2;
/** So many turns of the event loop without another request, and what was answered last has led to no more. */
const quietTurns = 20;

interface Waiting {
  readonly request: PipelineRequest;
  readonly answer: PromiseWithResolvers<PipelineResponse>;
}

/**
 * Counts how many requests follow each other: what latency multiplies. All that can be asked without another answer goes together and is
 * answered together, as over a network that is far away, and makes one round trip.
 */
export class RoundTrips {
  #taken = 0;
  #waiting: Waiting[] = [];
  #sending = false;
  readonly #network: HttpClient;
  readonly httpClient: HttpClient = {
    sendRequest: (request) => {
      const answer = Promise.withResolvers<PipelineResponse>();
      this.#waiting.push({ request, answer });
      void this.#send();
      return answer.promise;
    },
  };

  constructor(network = createDefaultHttpClient()) {
    this.#network = network;
  }

  /** Those since the last call. */
  take(): number {
    const taken = this.#taken;
    this.#taken = 0;
    return taken;
  }

  async #send(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    while (this.#waiting.length > 0) {
      await this.#quiet();
      const together = this.#waiting;
      this.#waiting = [];
      this.#taken += 1;
      await setTimeout(onTheWayMs);
      const answers = await Promise.allSettled(together.map(({ request }) => this.#network.sendRequest(request)));
      together.forEach(({ answer }, index) => {
        const settled = answers[index];
        if (settled?.status === "fulfilled") answer.resolve(settled.value);
        else answer.reject(settled?.reason);
      });
      await this.#quiet();
    }
    this.#sending = false;
  }

  /** Until nothing more is asked for. */
  async #quiet(): Promise<void> {
    for (let turn = 0, seen = this.#waiting.length; turn < quietTurns; turn += 1) {
      await setImmediate();
      if (this.#waiting.length !== seen) [turn, seen] = [0, this.#waiting.length];
    }
  }
}
