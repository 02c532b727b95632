/** How long the other side may take to take part in a close before it is cut, in milliseconds. */
export const CLOSE_TIMEOUT_MS = 3_000;

/** Waits for the work of a close, but not for ever; how it ends does not matter any more. */
export async function within(work: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, CLOSE_TIMEOUT_MS);
  await Promise.race([work.catch(() => undefined), promise]);
  clearTimeout(timer);
}
