/** Bytes of a segment that one record takes up. They name the record for as long as the segment is there. */
export interface Place {
  readonly segment: Segment;
  readonly from: number;
  readonly end: number;
}

/** An append-only file of records, and what is known of them: how many are still needed, and which no longer. */
export class Segment {
  readonly path: string;
  /** Bytes that are synced, or were there when it was found. */
  size: number;
  /** Records that somebody still needs. */
  live = 0;
  /** Whether records are still appended. */
  isOpen: boolean;
  /** Bytes that nobody needs any more and the disk does not know of yet: beginnings and ends by turns. */
  #done: number[] = [];

  constructor(path: string, size: number, isOpen: boolean) {
    this.path = path;
    this.size = size;
    this.isOpen = isOpen;
  }

  get hasNews(): boolean {
    return this.#done.length > 0;
  }

  /** Records that nobody needs any more. */
  acknowledge(from: number, end: number, records: number): void {
    this.live -= records;
    const done = this.#done;
    if (done.length > 0 && done[done.length - 1] === from) done[done.length - 1] = end;
    else done.push(from, end);
  }

  takeNews(): readonly number[] {
    const done = this.#done;
    this.#done = [];
    return done;
  }

  /** What `takeNews` answered did not get to the disk. */
  putBack(news: readonly number[]): void {
    this.#done = [...news, ...this.#done];
  }
}

/** Nobody needs this record any more. */
export function acknowledge({ segment, from, end }: Place): void {
  segment.acknowledge(from, end, 1);
}
