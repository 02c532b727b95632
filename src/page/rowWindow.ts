/** What is to be seen of a list whose rows are all of one height, below a header of that height that stays on top. */
export interface Viewport {
  /** Pixels. */
  readonly scrollTop: number;
  readonly height: number;
  readonly rowHeight: number;
  /** Of all rows. */
  readonly count: number;
}

/** Rows drawn beyond the edges, so that scrolling meets no gap. */
const spare = 8;

/** The rows to be drawn: from `first` up to and without `end`. Takes no longer for a million rows than for ten. */
export function rowsInView({ scrollTop, height, rowHeight, count }: Viewport): { readonly first: number; readonly end: number } {
  const last = Math.ceil((scrollTop + height) / rowHeight);
  const end = Math.min(count, last + spare);
  return { first: Math.min(Math.max(0, Math.floor(scrollTop / rowHeight) - spare), end), end };
}

/** Where to scroll so that the row is wholly in view; where it is already, nothing moves. */
export function scrollToShow({ scrollTop, height, rowHeight }: Viewport, index: number): number {
  const top = index * rowHeight;
  const bottom = top + 2 * rowHeight - height;
  if (scrollTop > top) return top;
  return scrollTop < bottom ? bottom : scrollTop;
}

/** Whether any of the row is to be seen; never for an index below 0. */
export function isInView({ scrollTop, height, rowHeight }: Viewport, index: number): boolean {
  return index >= 0 && (index + 1) * rowHeight > scrollTop && (index + 1) * rowHeight < scrollTop + height;
}
