import { RECORD_LIMITS, type RequestBudget } from './budget.ts';
import { outlineJson, parseJson } from './json.ts';
import type { Outliner, Range, RecordRange } from './outline.ts';
import { outlineProtobuf, readProtobuf } from './protobuf.ts';
import { type Answer, encodeAnswer } from './protobuf-answer.ts';
import type { MessageName } from './schema.ts';
import { TooLarge } from './too-large.ts';

/** One of the two forms that messages of the protocol have. */
export interface WireFormat {
  readonly contentType: 'application/json' | 'application/x-protobuf';
  readonly outline: Outliner;
  /** Reads a part of the body. Throws for what is no such message. */
  read(message: MessageName, bytes: Uint8Array, range: Range, budget: RequestBudget): unknown;
  /** @param rejectedField what the signal calls the count of records that were not taken */
  answer(answer: Answer, rejectedField: string): Uint8Array<ArrayBuffer>;
}

/** JSON. Also the form of answers to those who named no form that is known. */
export const JSON_FORMAT: WireFormat = Object.freeze({
  contentType: 'application/json',
  outline: outlineJson,
  read: (_message, bytes, { start, end }) => parseJson(bytes, start, end),
  answer({ partialSuccess, status }, rejectedField) {
    const { rejected, message } = partialSuccess ?? {};
    const success = partialSuccess && { partialSuccess: { [rejectedField]: String(rejected), errorMessage: message } };
    return new TextEncoder().encode(JSON.stringify(status ?? success ?? {}));
  },
} satisfies WireFormat);

export const PROTOBUF_FORMAT: WireFormat = Object.freeze({
  contentType: 'application/x-protobuf',
  outline: outlineProtobuf,
  read: (message, bytes, { start, end }, budget) => readProtobuf(message, bytes, start, end, budget),
  answer: encodeAnswer,
} satisfies WireFormat);

/** The form that a `content-type` names; `undefined` for one that is not known. */
export function formatOf(contentType: string | null): WireFormat | undefined {
  switch (contentType?.split(';')[0]?.trim().toLowerCase()) {
    case 'application/json':
      return JSON_FORMAT;
    case 'application/x-protobuf':
    case 'application/protobuf':
      return PROTOBUF_FORMAT;
    default:
      return undefined;
  }
}

/**
 * Reads a record of a request.
 *
 * @throws TooLarge for one that has more than a record may have.
 */
export function readRecord(
  format: WireFormat,
  message: MessageName,
  bytes: Uint8Array,
  range: RecordRange,
  budget: RequestBudget,
): unknown {
  if (range.end - range.start > RECORD_LIMITS.bytes || range.elements > RECORD_LIMITS.elements) throw new TooLarge();
  return format.read(message, bytes, range, budget);
}
