import type { Diagnosis } from "../../doctor/model.ts";
import type { EarlierRun } from "../../doctor/compare.ts";

/** What a memory of the editor can do. */
interface Store {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** The last run on everything that was examined: of this window whole, of earlier ones what a new run is compared with. Free of `vscode`. */
export class Health {
  readonly #store: Store;
  readonly #runs = new Map<string, Diagnosis>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** The last run of this window. */
  last(key: string): Diagnosis | undefined {
    return this.#runs.get(key);
  }

  /** Everything that was examined in this window. */
  all(): readonly Diagnosis[] {
    return [...this.#runs.values()];
  }

  earlier(key: string): EarlierRun | undefined {
    const kept = this.#runs.get(key) ?? this.#store.get(keptUnder(key));
    return isEarlierRun(kept) ? kept : undefined;
  }

  async keep(key: string, diagnosis: Diagnosis): Promise<void> {
    this.#runs.set(key, diagnosis);
    const { startedAt, probes } = diagnosis;
    const run: EarlierRun = { startedAt, probes: probes.map(({ id, outcome }) => ({ id, outcome })) };
    await this.#store.update(keptUnder(key), run);
  }
}

function keptUnder(key: string): string {
  return `doctor ${key}`;
}

/** Another version of the product may have written it. */
function isEarlierRun(value: unknown): value is EarlierRun {
  return typeof value === "object" && value !== null && "startedAt" in value && typeof value.startedAt === "string" && "probes" in value && Array.isArray(value.probes) && value.probes.every((probe: unknown) => typeof probe === "object" && probe !== null && "id" in probe && "outcome" in probe);
}
