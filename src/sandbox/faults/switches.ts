import { sandboxFaults } from "./catalogue.ts";
import type { Change } from "./changes.ts";
import type { FaultScene } from "./fault.ts";

/** Switches a sandbox's faults on and off. */
export class FaultSwitches {
  readonly #scene: FaultScene;
  readonly #changed: () => void;
  readonly #changes = new Map<string, readonly Change[]>();

  /** @param changed called after every change of what the sandbox holds */
  constructor(scene: FaultScene, changed: () => void) {
    this.#scene = scene;
    this.#changed = changed;
  }

  /** Ids of the faults that are on: switched on, and put right by nobody since. */
  on(): readonly string[] {
    return [...this.#changes].filter(([, changes]) => changes.some(({ stands }) => stands())).map(([id]) => id);
  }

  /**
   * Puts the sandbox into that state; once is enough.
   * @returns false where there is no such fault
   * @throws Problem `faultNotPossible`
   */
  switchOn(id: string): boolean {
    const fault = sandboxFaults.find((each) => each.id === id);
    if (fault === undefined) return false;
    if (this.on().includes(id)) return true;
    this.#changes.set(id, fault.apply(this.#scene));
    this.#changed();
    return true;
  }

  /** Puts back what a fault changed, or all of them, the last first; what was put right since stays as it is. */
  heal(id?: string): void {
    const healed = [...this.#changes].filter(([each]) => id === undefined || each === id).toReversed();
    for (const [each, changes] of healed) {
      for (const { undo } of changes.toReversed()) undo();
      this.#changes.delete(each);
    }
    if (healed.length > 0) this.#changed();
  }
}
