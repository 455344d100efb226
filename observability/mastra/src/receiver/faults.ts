/** What became of a request. */
export interface Taken {
  /** Records that were not taken. */
  readonly rejected: number;
  /** Why, or what else the sender should know. */
  readonly reason?: string;
}

/** Reasons that the sender is told; further ones are only counted. */
const MAX_REASONS = 3;

/** Records that could not be taken. */
export class Faults {
  readonly #what: string;
  readonly #reasons = new Set<string>();
  #count = 0;

  /** @param what the kind of record, in the singular */
  constructor(what: string) {
    this.#what = what;
  }

  add(reason: string, count = 1): void {
    this.#count += count;
    if (this.#reasons.size < MAX_REASONS) this.#reasons.add(reason);
  }

  /** Tells something of records that were taken. */
  note(remark: string): void {
    if (this.#reasons.size < MAX_REASONS) this.#reasons.add(remark);
  }

  taken(): Taken {
    const said = [...this.#reasons].join('; ');
    if (this.#count > 0) return { rejected: this.#count, reason: `${this.#count} ${this.#what}(s) not taken: ${said}` };
    return said === '' ? { rejected: 0 } : { rejected: 0, reason: said };
  }
}
