/** What is found for each of `all`, in one list. That it cannot be read for one hides nothing of the others; throws that only where nothing is found. */
export async function eachOf<Each, Found>(all: readonly Each[], read: (each: Each) => Promise<readonly Found[]>): Promise<readonly Found[]> {
  const results = await Promise.allSettled(all.map(read));
  const found = results.flatMap((result) => (result.status === "fulfilled" ? result.value : []));
  const failed = results.find((result) => result.status === "rejected");
  if (found.length === 0 && failed !== undefined) throw failed.reason;
  return found;
}
