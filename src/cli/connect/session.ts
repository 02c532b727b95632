import { setTimeout as delay } from "node:timers/promises";
import * as l10n from "@vscode/l10n";
import { errorRecord } from "../../console/record.ts";
import { Session } from "../../console/session.ts";
import type { ConnectOptions } from "../../signalr/connection.ts";
import { Cancelled, isCancelled, Problem } from "../../signalr/problem.ts";
import type { Context } from "../context.ts";
import type { ConnectArguments } from "./options.ts";
import { holds, Printer } from "./printer.ts";
import { carryOut } from "./steps.ts";

type Ending = Pick<ConnectArguments, "steps" | "until" | "for">;

/** How long `--until` waits where `--for` does not say, in milliseconds. */
const untilMs = 30_000;

/**
 * One test session from connecting to its end, printed as it happens.
 * @throws Problem when a hop, the handshake or an action failed, the connection broke, or what was waited for did not come; Cancelled
 */
export async function runSession(connect: ConnectOptions, ending: Ending, { out, log, signal }: Context): Promise<void> {
  const printer = new Printer(out, connect.url);
  const seen = Promise.withResolvers<void>();
  const session = new Session(
    { connect },
    {
      record(record): void {
        printer.record(record);
        if (ending.until !== undefined && holds(record, ending.until)) {
          seen.resolve();
        }
      },
      reconnecting: ({ attempt }) => log.info(l10n.t("The connection dropped; attempt {0} to take it up again.", attempt)),
      state: (state) => log.debug(l10n.t("Session: {0}", state)),
      hop: (hop) => log.trace(`${hop.kind} ${JSON.stringify(hop.details)}`),
    },
  );
  try {
    await session.connect(signal);
    await ended(session, ending, seen.promise, AbortSignal.any([signal, out.closed]));
    if (signal.aborted) {
      throw new Cancelled();
    }
  } catch (error) {
    await session.close();
    const problem = isCancelled(error) ? new Problem({ code: "interrupted", message: l10n.t("Interrupted.") }) : error;
    if (problem instanceof Problem && !printer.said(problem.code)) {
      printer.record(errorRecord(session.numbers.seq + 1, Date.now(), problem));
    }
    throw error;
  }
  await session.close();
}

/** Resolves when the session has done what it was opened for, or `stop` is aborted. */
async function ended(session: Session, { steps, until, for: forMs }: Ending, seen: Promise<void>, stop: AbortSignal): Promise<void> {
  const over = new AbortController();
  const never = new Promise<never>(() => undefined);
  const waits = until !== undefined || forMs !== undefined;
  let done = false;
  const act = async (): Promise<void> => {
    for (const step of steps) {
      await carryOut(step, session, over.signal);
    }
    done = true;
    await (waits || steps.length === 0 ? never : undefined);
  };
  const wait = async (): Promise<void> => {
    await (waits ? delay(forMs ?? untilMs, undefined, { signal: over.signal }) : never);
    if (until !== undefined || !done) {
      throw late(until);
    }
  };
  const close = async (): Promise<void> => {
    await session.closed;
    if (until !== undefined || !done) {
      throw early();
    }
  };
  try {
    await Promise.race([aborted(stop), seen, act(), wait(), close()]);
  } catch (error) {
    // When the connection is what failed, that says more than an action that was left without an answer.
    throw session.failure ?? error;
  } finally {
    over.abort();
  }
  if (session.failure !== undefined && !stop.aborted) {
    throw session.failure;
  }
}

function late(until: string | undefined): Problem {
  return until === undefined
    ? new Problem({ code: "actionUnanswered", message: l10n.t("The time is over, and an action was not answered."), nextStep: l10n.t("Give it longer with --for.") })
    : new Problem({ code: "untilNotSeen", message: l10n.t('No received record held "{0}" in time.', until), nextStep: l10n.t("Look at what was received, or wait longer with --for.") });
}

function early(): Problem {
  return new Problem({ code: "closedEarly", message: l10n.t("The connection was closed before everything was done."), likelyCause: l10n.t("The server ended it.") });
}

function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener("abort", () => resolve(), { once: true });
  if (signal.aborted) {
    resolve();
  }
  return promise;
}
