/** Lets a person drag an edge. Sizes are in pixels; `grow` is the direction in which moving makes it larger. */
export interface Drag {
  readonly axis: "x" | "y";
  readonly grow: 1 | -1;
  readonly from: number;
  readonly least: number;
  readonly most: number;
  changed(size: number): void;
}

const step = 24;

export function startDrag(event: PointerEvent, drag: Drag): void {
  const handle = event.currentTarget;
  if (!(handle instanceof HTMLElement) || event.button !== 0) return;
  event.preventDefault();
  handle.setPointerCapture(event.pointerId);
  const begin = drag.axis === "x" ? event.clientX : event.clientY;
  const move = (moved: PointerEvent): void => {
    const way = (drag.axis === "x" ? moved.clientX : moved.clientY) - begin;
    drag.changed(within(drag, drag.from + way * drag.grow));
  };
  handle.addEventListener("pointermove", move);
  handle.addEventListener("lostpointercapture", () => handle.removeEventListener("pointermove", move), { once: true });
}

/** The same by arrow keys. */
export function nudge(event: KeyboardEvent, drag: Drag): void {
  const keys = drag.axis === "x" ? { ArrowLeft: -1, ArrowRight: 1 } : { ArrowUp: -1, ArrowDown: 1 };
  const way = Object.entries(keys).find(([key]) => key === event.key)?.[1];
  if (way === undefined) return;
  event.preventDefault();
  drag.changed(within(drag, drag.from + way * step * drag.grow));
}

function within(drag: Drag, size: number): number {
  return Math.round(Math.min(drag.most, Math.max(drag.least, size)));
}
