/** Beyond this many, the oldest are forgotten. To forget one costs space in the store for a while, and nothing else. */
const MAX_TRACES = 100_000;
/** Another process may delete a trace: what is remembered of it holds for so long. */
const HOLDS_MS = 60_000;

export interface UnrootedPlace {
  readonly traceId: string;
  readonly spanId: string;
  readonly startedAt: number;
}

interface Remembered {
  readonly since: number;
  /** `null` where the trace has its root. */
  readonly place: UnrootedPlace | null;
}

/** By which span lists show the traces that this store has written to, so that each is shown by one row. */
export class RecentTraces {
  #traces = new Map<string, Remembered>();

  /** `null` for a trace whose root is stored, `undefined` for one that is not known. */
  get(traceId: string): UnrootedPlace | null | undefined {
    const found = this.#traces.get(traceId);
    if (found === undefined || performance.now() - found.since > HOLDS_MS) return undefined;
    return found.place;
  }

  set(traceId: string, place: UnrootedPlace | null): void {
    this.#traces.delete(traceId);
    this.#traces.set(traceId, { since: performance.now(), place });
    if (this.#traces.size <= MAX_TRACES) return;
    const [oldest] = this.#traces.keys();
    this.#traces.delete(oldest!);
  }

  clear(): void {
    this.#traces = new Map();
  }
}
