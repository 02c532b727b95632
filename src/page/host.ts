import * as v from "valibot";
import { readHostMessage, readPageState, requests } from "../console/protocol.ts";
import type { HostMessage, PageMessage, PageState, ProblemView, RequestName, RequestParams, RequestResult } from "../console/protocol.ts";

/** What the editor gives a page. */
interface EditorApi {
  postMessage(message: PageMessage): void;
  getState(): unknown;
  setState(state: PageState): void;
}
declare function acquireVsCodeApi(): EditorApi;

/** The host did not do what was asked; `problem` says why. */
export class Refused extends Error {
  readonly problem: ProblemView;

  constructor(problem: ProblemView) {
    super(problem.message);
    this.name = "Refused";
    this.problem = problem;
  }
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** The page's side of the messages: checks what comes in, and answers requests. */
export class Host {
  readonly #api = acquireVsCodeApi();
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  /** @param receive gets every message that is not the answer of a request */
  constructor(receive: (message: Exclude<HostMessage, { type: "result" | "refused" }>) => void) {
    window.addEventListener("message", (event: MessageEvent<unknown>) => {
      const message = readHostMessage(event.data);
      if (message === undefined) return;
      if (message.type !== "result" && message.type !== "refused") {
        receive(message);
        return;
      }
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.type === "result") waiting?.resolve(message.value);
      else waiting?.reject(new Refused(message.problem));
    });
  }

  post(message: PageMessage): void {
    this.#api.postMessage(message);
  }

  /** Asks the host; rejects with Refused when it does not do it. */
  async request<Name extends RequestName>(name: Name, params: RequestParams<Name>): Promise<RequestResult<Name>> {
    const id = ++this.#lastId;
    const answer = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.post({ type: "request", id, name, params });
    return v.parse(requests[name].result, await answer);
  }

  get state(): PageState | undefined {
    return readPageState(this.#api.getState());
  }

  keep(state: PageState): void {
    this.#api.setState(state);
  }
}

/** The problem in words a person can read, whatever was thrown. */
export function toProblem(error: unknown): ProblemView {
  if (error instanceof Refused) return error.problem;
  return { code: "unexpected", message: error instanceof Error ? error.message : String(error) };
}
