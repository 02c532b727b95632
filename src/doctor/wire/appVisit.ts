import { negotiateOnce } from "../../signalr/negotiate.ts";
import type { NegotiateAnswer } from "../../signalr/negotiateAnswer.ts";
import type { Hop } from "../../signalr/events.ts";
import { startUrl } from "../../signalr/hubUrl.ts";
import { HttpClient } from "../../signalr/transport/http.ts";
import type { Subject } from "../subject.ts";

/** One negotiate at the app, which all probes of the app share. */
export class AppVisit {
  /** http or https. */
  readonly url: string;
  readonly http: HttpClient;
  readonly hops: Hop[] = [];
  readonly #timeoutMs: number;
  readonly #abort = new AbortController();
  #answer: Promise<NegotiateAnswer> | undefined;

  /** @throws Problem `invalidUrl` */
  constructor(appUrl: string, { network }: Subject, timeoutMs: number) {
    this.url = startUrl(appUrl, network.query);
    this.http = httpClient(network);
    this.#timeoutMs = timeoutMs;
  }

  /** @throws Problem; Cancelled */
  answer(): Promise<NegotiateAnswer> {
    this.#answer ??= this.#negotiate();
    return this.#answer;
  }

  end(): void {
    this.#abort.abort();
  }

  async #negotiate(): Promise<NegotiateAnswer> {
    const options = { url: this.url, accessToken: undefined, http: this.http, statefulReconnect: false, timeoutMs: this.#timeoutMs };
    const { answer } = await negotiateOnce(options, { hop: (hop) => this.hops.push(hop) }, this.#abort.signal);
    return answer;
  }
}

export function httpClient({ headers, tls, proxy }: Subject["network"]): HttpClient {
  return new HttpClient({ headers, userAgent: "signalr-apim", tls, proxy });
}
