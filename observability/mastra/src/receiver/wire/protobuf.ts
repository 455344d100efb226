import { RECORD_LIMITS, type RequestBudget } from './budget.ts';
import type { Envelope, GroupOutline, Outline, ScopeOutline } from './outline.ts';
import { ProtobufCursor, WIRE } from './protobuf-cursor.ts';
import { MESSAGES, type MessageName, type ScalarType } from './schema.ts';
import { TooLarge } from './too-large.ts';

/** Numbers of the fields of the envelope: the same for all signals. */
const GROUPS = 1;
const RESOURCE = 1;
const SCOPES = 2;
/** What senders from before 2022 write in the place of scopes. */
const LIBRARIES = 1000;
const SCOPE = 1;
const RECORDS = 2;

/** Fields read between two places where the work may be interrupted. */
const STRIDE = 1024;

/** Finds the records of a body of protobuf. Throws for what is no such message. */
export function* outlineProtobuf(
  envelope: Envelope,
  bytes: Uint8Array,
  budget: RequestBudget,
): Generator<void, Outline> {
  const cursor = new ProtobufCursor(bytes, 0);
  const groups: GroupOutline[] = [];
  /** The ends of the messages that the cursor is in: the body, a group, a scope. */
  const ends = [bytes.length];
  let group: GroupOutline = { resource: undefined, scopes: [] };
  let scope: ScopeOutline = { scope: undefined, records: [] };
  let isKnown = bytes.length === 0;
  let read = 0;
  while (ends.length > 0) {
    const end = ends[ends.length - 1]!;
    if (cursor.at >= end) {
      if (cursor.at > end) throw new Error(`something is longer than what it is in, at byte ${cursor.at}`);
      ends.pop();
      if (ends.length === 2 && scope.records.length > 0) group.scopes.push(scope);
      else if (ends.length === 1 && group.scopes.length > 0) groups.push(group);
      continue;
    }
    const tag = cursor.tag();
    budget.addElements(1);
    if (++read % STRIDE === 0) yield;
    if ((tag & 7) !== WIRE.bytes) {
      cursor.skip(tag & 7, end);
      continue;
    }
    const field = tag >>> 3;
    const inner = cursor.lengthEnd(end);
    const range = { start: cursor.at, end: inner };
    if (ends.length === 1 && field === GROUPS) {
      isKnown = true;
      group = { resource: undefined, scopes: [] };
      ends.push(inner);
      continue;
    }
    if (ends.length === 2 && (field === SCOPES || field === LIBRARIES)) {
      scope = { scope: undefined, records: [] };
      ends.push(inner);
      continue;
    }
    cursor.at = inner;
    if (ends.length === 2 && field === RESOURCE) group.resource = range;
    else if (ends.length === 3 && field === SCOPE) scope.scope = range;
    else if (ends.length === 3 && field === RECORDS) {
      budget.addRecord();
      scope.records.push({ ...range, elements: 0 });
    }
  }
  if (!isKnown) throw new Error(`it has no ${envelope.groups[0]}`);
  return groups;
}

/**
 * Reads one message. Fields that are not set are absent, 64-bit numbers are texts.
 *
 * @throws TooLarge for a message of more elements than a record may have.
 */
export function readProtobuf(
  name: MessageName,
  bytes: Uint8Array,
  start: number,
  end: number,
  budget: RequestBudget,
): Record<string, unknown> {
  return new MessageReader(bytes, budget).read(name, start, end);
}

class MessageReader {
  readonly #bytes: Uint8Array;
  readonly #cursor: ProtobufCursor;
  readonly #budget: RequestBudget;
  #elements = 0;
  #depth = 0;

  constructor(bytes: Uint8Array, budget: RequestBudget) {
    this.#bytes = bytes;
    this.#cursor = new ProtobufCursor(bytes, 0);
    this.#budget = budget;
  }

  read(name: MessageName, start: number, end: number): Record<string, unknown> {
    this.#cursor.at = start;
    return this.#message(name, end);
  }

  #message(name: MessageName, end: number): Record<string, unknown> {
    const cursor = this.#cursor;
    this.#budget.checkDepth(++this.#depth);
    const message: Record<string, unknown> = {};
    const known = MESSAGES[name];
    while (cursor.at < end) {
      const tag = cursor.tag();
      this.#budget.addElements(1);
      if (++this.#elements > RECORD_LIMITS.elements) throw new TooLarge();
      const field = known[tag >>> 3];
      if (field === undefined || (tag & 7) !== field.wire) cursor.skip(tag & 7, end);
      else if (field.isList) {
        const list = message[field.name] as unknown[] | undefined;
        const value = this.#value(field.type, end);
        if (list) list.push(value);
        else message[field.name] = [value];
      } else message[field.name] = this.#value(field.type, end);
    }
    if (cursor.at > end) throw new Error(`something is longer than what it is in, at byte ${cursor.at}`);
    this.#depth--;
    return message;
  }

  #value(type: MessageName | ScalarType, end: number): unknown {
    const cursor = this.#cursor;
    switch (type) {
      case 'string': {
        const stop = cursor.lengthEnd(end);
        const text = Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + cursor.at, stop - cursor.at).toString();
        cursor.at = stop;
        return text;
      }
      case 'bytes': {
        const stop = cursor.lengthEnd(end);
        // A copy, so that an id does not keep the whole body.
        const part = this.#bytes.slice(cursor.at, stop);
        cursor.at = stop;
        return part;
      }
      case 'bool':
        return cursor.smallVarint() !== 0;
      case 'int32':
        return Number(BigInt.asIntN(32, cursor.int64()));
      case 'uint32':
        return cursor.smallVarint();
      case 'int64':
        return String(cursor.int64());
      case 'fixed64':
        return String(cursor.fixed64());
      case 'sfixed64':
        return String(cursor.sfixed64());
      case 'fixed32':
        return cursor.fixed32();
      case 'double':
        return cursor.double();
      default:
        return this.#message(type, cursor.lengthEnd(end));
    }
  }
}
