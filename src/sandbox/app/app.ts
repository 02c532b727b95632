import type { Part, PartOptions } from "../model.ts";
import type { Service } from "../service/service.ts";

export interface AppOptions extends PartOptions {
  readonly service: Service;
  /** The bearer token that may hand over a connection string. */
  readonly armToken: string;
  /** What the app starts with: the service's own string, or the one a state file remembers. */
  readonly connectionString: string;
}

/** The sandbox's app server: hosts ChatRoom's hub at `/chat` and its page at `/`. */
export interface App extends Part {
  readonly url: string;
  readonly port: number;
  /** Given last; for the state file. A secret. `changed` is called when it was replaced. */
  readonly connectionString: string;
}
