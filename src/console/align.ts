import type { Work } from "./work.ts";

/** One line of two lists beside each other: indexes of what is the same on both sides, or stands on one side only. */
export interface Aligned {
  readonly left?: number;
  readonly right?: number;
}

/** Differences beyond this are told as a block that is replaced: searching on would take time and memory by the square. */
const longestSearch = 1500;

/** Diagonals that are followed for what counts as one record's work. */
const roundsAtOnce = 10;

/** Aligns two lists so that as much as possible stands beside its equal (Myers, "An O(ND) Difference Algorithm", 1986). */
export function* align<T>(left: readonly T[], right: readonly T[]): Work<Aligned[]> {
  let start = 0;
  for (; start < left.length && start < right.length && left[start] === right[start]; start++) yield 0;
  let end = 0;
  for (; end < left.length - start && end < right.length - start && left[left.length - 1 - end] === right[right.length - 1 - end]; end++) yield 0;
  const middle = yield* search(left.slice(start, left.length - end), right.slice(start, right.length - end));
  const pairs: Aligned[] = [];
  for (let index = 0; index < start; index++, yield 0) pairs.push({ left: index, right: index });
  for (const { left: l, right: r } of middle) {
    pairs.push({ ...(l !== undefined && { left: l + start }), ...(r !== undefined && { right: r + start }) });
    yield 0;
  }
  for (let back = end; back > 0; back--, yield 0) pairs.push({ left: left.length - back, right: right.length - back });
  return pairs;
}

function* search<T>(left: readonly T[], right: readonly T[]): Work<Aligned[]> {
  const trace: Int32Array[] = [];
  const most = Math.min(left.length + right.length, longestSearch);
  const furthest = new Int32Array(2 * most + 3);
  const at = (diagonal: number): number => furthest[diagonal + most + 1] ?? 0;
  for (let edits = 0; edits <= most; edits++) {
    trace.push(furthest.slice(most + 1 - edits - 1, most + 1 + edits + 2));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const down = diagonal === -edits || (diagonal !== edits && at(diagonal - 1) < at(diagonal + 1));
      let x = down ? at(diagonal + 1) : at(diagonal - 1) + 1;
      while (x < left.length && x - diagonal < right.length && left[x] === right[x - diagonal]) x++;
      furthest[diagonal + most + 1] = x;
      if (x >= left.length && x - diagonal >= right.length) return yield* walkBack(trace, left.length, right.length);
      if (diagonal % roundsAtOnce === 0) yield 0;
    }
  }
  const replaced: Aligned[] = [];
  for (let index = 0; index < left.length; index++, yield 0) replaced.push({ left: index });
  for (let index = 0; index < right.length; index++, yield 0) replaced.push({ right: index });
  return replaced;
}

/** From the end to the beginning, over what each number of edits had reached. */
function* walkBack(trace: readonly Int32Array[], lefts: number, rights: number): Work<Aligned[]> {
  const back: Aligned[] = [];
  let x = lefts;
  let y = rights;
  for (let edits = trace.length - 1; edits >= 0; edits--) {
    const reached = trace[edits];
    const at = (diagonal: number): number => reached?.[diagonal + edits + 1] ?? 0;
    const diagonal = x - y;
    const down = diagonal === -edits || (diagonal !== edits && at(diagonal - 1) < at(diagonal + 1));
    const before = down ? diagonal + 1 : diagonal - 1;
    const beforeX = edits === 0 ? 0 : at(before);
    const beforeY = edits === 0 ? 0 : beforeX - before;
    for (; x > beforeX && y > beforeY; yield 0) back.push({ left: --x, right: --y });
    if (edits === 0) break;
    back.push(down ? { right: --y } : { left: --x });
  }
  return back.toReversed();
}
