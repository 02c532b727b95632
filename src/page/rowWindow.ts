/** What is to be seen of a list whose rows are all of one height, below a header of that height that stays on top. */
export interface Viewport {
  /** Pixels, as if the list were as high as all of its rows. */
  readonly scrollTop: number;
  readonly height: number;
  readonly rowHeight: number;
  /** Of all rows. */
  readonly count: number;
}

/** Pixels. Chromium makes no element higher than 2^25: a list beyond this is drawn as high as this, and scrolled in larger steps. */
const tallest = 30_000_000;

/** How high the list is drawn. */
export function drawnHeight({ rowHeight, count }: Pick<Viewport, "rowHeight" | "count">): number {
  return Math.min(count * rowHeight, tallest);
}

/** Pixels of the list that one pixel of scrolling stands for; 1 but for lists too long to be drawn as high as they are. */
export function pixelsPerPixel({ height, rowHeight, count }: Omit<Viewport, "scrollTop">): number {
  const beyond = (list: number): number => list + rowHeight - height;
  return count * rowHeight <= tallest ? 1 : beyond(count * rowHeight) / beyond(tallest);
}

/** Where a row is drawn, in pixels from the top of the list as it is drawn. */
export function drawnTop(viewport: Viewport, index: number): number {
  const { scrollTop, rowHeight } = viewport;
  return scrollTop / pixelsPerPixel(viewport) + index * rowHeight - scrollTop;
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
