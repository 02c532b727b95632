import { Cancelled } from "../signalr/problem.ts";

/** What an SDK's signal and the platform's own have in common. */
export interface Stop {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/** Waits no longer than the caller wants; what is waited for goes on for others. @throws Cancelled */
export async function unlessStopped<T>(awaited: Promise<T>, signal: Stop | undefined): Promise<T> {
  if (signal === undefined) return awaited;
  if (signal.aborted) throw new Cancelled();
  const stopped = Promise.withResolvers<never>();
  const stop = (): void => stopped.reject(new Cancelled());
  signal.addEventListener("abort", stop);
  try {
    return await Promise.race([awaited, stopped.promise]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
