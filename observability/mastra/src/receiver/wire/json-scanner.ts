import type { RequestBudget } from './budget.ts';
import type { Range } from './outline.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;

/** Bytes looked at between two places where the scan may be interrupted: well below a millisecond. */
const STRIDE = 64 * 1024;

/** Bytes that a name, a number or a stretch of white space may have. */
const MAX_RUN = 64 * 1024;

/** A value that was passed over. */
export interface Passed extends Range {
  readonly elements: number;
}

/**
 * Walks through JSON without building anything of it: finds where values begin and end, and counts what they are made
 * of, so that a body can be refused before it costs memory. What is passed over is checked when it is parsed.
 */
export class JsonScanner {
  readonly #bytes: Uint8Array;
  readonly #budget: RequestBudget;
  #at = 0;
  #depth = 0;
  #isInString = false;

  constructor(bytes: Uint8Array, budget: RequestBudget) {
    this.#bytes = bytes;
    this.#budget = budget;
    // A byte order mark says nothing.
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) this.#at = 3;
  }

  /** Whether the next value is an object; `null` is passed over and is none. */
  enterObject(what: string): boolean {
    return this.#enter(OPEN_OBJECT, `expected an object as ${what}`);
  }

  enterList(what: string): boolean {
    return this.#enter(OPEN_LIST, `expected a list as ${what}`);
  }

  /** The name of the next field of the object that was entered; `undefined` at its end, which is then left. */
  nextField(isFirst: boolean): string | undefined {
    if (!this.#hasNext(isFirst, CLOSE_OBJECT)) return undefined;
    if (this.#peek() !== QUOTE) throw this.#fault('expected a name in quotes');
    const start = this.#at;
    this.#openString();
    if (!this.#closeString(start + MAX_RUN)) throw this.#fault('a name is too long');
    const name: unknown = JSON.parse(textOf(this.#bytes, start, this.#at));
    if (this.#peek() !== COLON) throw this.#fault("expected ':'");
    this.#at++;
    return name as string;
  }

  /** Whether the list that was entered goes on; it is left at its end. */
  nextItem(isFirst: boolean): boolean {
    return this.#hasNext(isFirst, CLOSE_LIST);
  }

  /** Passes over the next value. */
  *pass(): Generator<void, Passed> {
    this.#peek();
    const start = this.#at;
    const before = this.#budget.elements;
    const depth = this.#depth;
    this.#budget.addElements(1);
    do {
      const pause = this.#at + STRIDE;
      while (this.#at < pause && (this.#depth > depth || this.#isInString || this.#at === start)) this.#token(pause);
      yield;
    } while (this.#depth > depth || this.#isInString);
    return { start, end: this.#at, elements: this.#budget.elements - before };
  }

  /** Nothing but white space may be left. */
  end(): void {
    this.#skipSpace();
    if (this.#at < this.#bytes.length) throw this.#fault('expected nothing more');
  }

  #enter(bracket: number, otherwise: string): boolean {
    const byte = this.#peek();
    if (byte === bracket) {
      this.#at++;
      this.#down();
      return true;
    }
    if (textOf(this.#bytes, this.#at, this.#at + 4) !== 'null') throw this.#fault(otherwise);
    this.#at += 4;
    return false;
  }

  #hasNext(isFirst: boolean, close: number): boolean {
    const byte = this.#peek();
    if (byte === close) {
      this.#at++;
      this.#depth--;
      return false;
    }
    if (isFirst) return true;
    if (byte !== COMMA) throw this.#fault("expected ','");
    this.#at++;
    return true;
  }

  /** One bracket, text, comma or run of anything else. */
  #token(pause: number): void {
    if (this.#isInString) {
      this.#closeString(pause);
      return;
    }
    const byte = this.#peek();
    switch (byte) {
      case QUOTE:
        this.#openString();
        this.#closeString(pause);
        break;
      case OPEN_OBJECT:
      case OPEN_LIST:
        this.#at++;
        this.#down();
        break;
      case CLOSE_OBJECT:
      case CLOSE_LIST:
        this.#at++;
        this.#depth--;
        break;
      case COMMA:
        this.#at++;
        this.#budget.addElements(1);
        break;
      case COLON:
        this.#at++;
        break;
      default:
        this.#scalar();
    }
  }

  #down(): void {
    this.#budget.addElements(1);
    this.#budget.checkDepth(++this.#depth);
  }

  #openString(): void {
    this.#at++;
    this.#isInString = true;
  }

  /** Goes on in a text, up to its end or to where the scan may pause. Whether it has come to the end. */
  #closeString(pause: number): boolean {
    const bytes = this.#bytes;
    let at = this.#at;
    for (; at < pause; at++) {
      const byte = bytes[at];
      if (byte === QUOTE) {
        this.#at = at + 1;
        this.#isInString = false;
        return true;
      }
      if (byte === BACKSLASH) at++;
      else if (byte === undefined) throw this.#fault('a text has no end');
    }
    this.#at = at;
    return false;
  }

  #scalar(): void {
    const start = this.#at;
    const bytes = this.#bytes;
    const limit = start + MAX_RUN;
    while (this.#at <= limit && isScalar(bytes[this.#at])) this.#at++;
    if (this.#at === start) throw this.#fault('expected a value');
    if (this.#at > start + MAX_RUN) throw this.#fault('a number is too long');
  }

  #peek(): number {
    this.#skipSpace();
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw this.#fault('it ends too early');
    return byte;
  }

  #skipSpace(): void {
    const bytes = this.#bytes;
    const limit = this.#at + MAX_RUN;
    while (isSpace(bytes[this.#at])) if (++this.#at > limit) throw this.#fault('it is mostly white space');
  }

  #fault(what: string): Error {
    return new Error(`${what}, at byte ${this.#at}`);
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** A part of a body as text. Throws for what is no UTF-8. */
export function textOf(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(bytes.subarray(start, end));
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function isScalar(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  // Digits, letters and what numbers are written with.
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    byte === 0x2d ||
    byte === 0x2b ||
    byte === 0x2e ||
    byte === 0x45
  );
}
