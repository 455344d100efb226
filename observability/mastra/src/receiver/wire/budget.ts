import { RETRY_SOON, Refusal } from '../refusal.ts';

/** What requests may take up. */
export interface BudgetLimits {
  /** Objects, lists and values of one request. */
  readonly elements: number;
  /** Spans, log records or metrics of one request. */
  readonly records: number;
  /** Bytes of all bodies that are held at a time. */
  readonly bytesUnderWay: number;
  /** Elements of all requests that are worked on at a time. */
  readonly elementsUnderWay: number;
}

/** Containers within containers, counted from the body's own: `depth` of protobuf messages or of JSON. */
export const MAX_WIRE_DEPTH = 256;

/** What one record may have. A record with more is refused, the others of its request are taken. */
export const RECORD_LIMITS = Object.freeze({ elements: 25_000, bytes: 4 * 1024 * 1024 });

/** What all requests under way take up together. */
export class SharedBudget {
  readonly limits: BudgetLimits;
  bytes = 0;
  elements = 0;

  constructor(limits: BudgetLimits) {
    this.limits = limits;
  }

  /** The share of one request, which gives back what it took when it is over. */
  open(): RequestBudget {
    return new RequestBudget(this);
  }
}

/** What one request takes up. Each method refuses what goes beyond the limits, before it is held or built. */
export class RequestBudget {
  readonly #shared: SharedBudget;
  #bytes = 0;
  #elements = 0;
  #records = 0;

  constructor(shared: SharedBudget) {
    this.#shared = shared;
  }

  get elements(): number {
    return this.#elements;
  }

  /** @throws Refusal 503 while others need the room. What one body may have is bounded where it is read. */
  addBytes(count: number): void {
    const { limits } = this.#shared;
    this.#bytes += count;
    this.#shared.bytes += count;
    if (this.#shared.bytes > limits.bytesUnderWay) throw crowded(`${limits.bytesUnderWay} bytes`);
  }

  /** @throws Refusal 413 for more than a request may have, 503 while others need the room. */
  addElements(count: number): void {
    const { limits } = this.#shared;
    this.#elements += count;
    this.#shared.elements += count;
    if (this.#elements > limits.elements) throw tooMany(limits.elements, 'elements (objects, lists and values)');
    if (this.#shared.elements > limits.elementsUnderWay) throw crowded(`${limits.elementsUnderWay} elements`);
  }

  /** @throws Refusal 413 for more than a request may have. */
  addRecord(): void {
    const { limits } = this.#shared;
    this.#records++;
    if (this.#records > limits.records) throw tooMany(limits.records, 'records');
  }

  /** @throws Refusal 413 for what nests deeper than anything that is meant. */
  checkDepth(depth: number): void {
    if (depth > MAX_WIRE_DEPTH) throw new Refusal(413, `the body nests deeper than ${MAX_WIRE_DEPTH} levels`);
  }

  /** Gives everything back. */
  close(): void {
    this.#shared.bytes -= this.#bytes;
    this.#shared.elements -= this.#elements;
    this.#bytes = 0;
    this.#elements = 0;
  }
}

/** @param what the limit and its unit */
function tooMany(limit: number, what: string): Refusal {
  return new Refusal(413, `the request has more than ${limit} ${what}. Send smaller batches.`);
}

function crowded(what: string): Refusal {
  return new Refusal(503, `requests under way hold ${what} already`, RETRY_SOON);
}
