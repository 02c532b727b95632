import type { Activity, ConsoleStatus } from "../console/protocol.ts";

/** The number of the session a console begins with; messages leave it out. */
export const firstSession = 1;

/** One session as the page shows it. */
export interface SessionView {
  readonly session: number;
  readonly status: ConsoleStatus;
  readonly activity: Activity;
}

/** What the host told of each session, in the order they were opened. */
export class Sessions {
  readonly #views = new Map<number, SessionView>();

  get all(): readonly SessionView[] {
    return [...this.#views.values()];
  }

  get(session: number): SessionView | undefined {
    return this.#views.get(session);
  }

  takeStatus(status: ConsoleStatus): void {
    const session = status.session ?? firstSession;
    this.#views.set(session, { session, status, activity: this.#views.get(session)?.activity ?? idle });
  }

  takeActivity(activity: Activity): void {
    const view = this.#views.get(activity.session ?? firstSession);
    if (view !== undefined) this.#views.set(view.session, { ...view, activity });
  }

  remove(session: number): void {
    this.#views.delete(session);
  }
}

const idle: Activity = { streams: [], uploads: [], asked: [] };

/** How a request names its session. */
export function naming(session: number): { readonly session?: number } {
  return session === firstSession ? {} : { session };
}
