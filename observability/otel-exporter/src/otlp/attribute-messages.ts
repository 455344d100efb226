import type { HrTime } from '@opentelemetry/api';
import type { MessageWriter } from './message-writer.ts';

/** Attributes as repeated `KeyValue { key = 1, value = 2 }`. */
export function writeAttributes(to: MessageWriter, field: number, attributes: object): void {
  for (const key of Object.keys(attributes)) {
    const begun = to.begin(field);
    to.text(1, key);
    writeValue(to, 2, (attributes as Record<string, unknown>)[key]);
    to.end(begun);
  }
}

/** An `AnyValue`, whose fields are a text 1, a boolean 2, an integer 3, a double 4, a list 5, an object 6 and bytes 7. */
export function writeValue(to: MessageWriter, field: number, value: unknown): void {
  const begun = to.begin(field);
  switch (typeof value) {
    case 'string':
      to.text(1, value);
      break;
    case 'boolean':
      to.integer(2, value);
      break;
    case 'number':
      // Beyond this a number of JavaScript is a double, whatever its digits look like; and only doubles have a -0.
      if (Number.isSafeInteger(value) && !Object.is(value, -0)) to.integer(3, value);
      else to.double(4, value);
      break;
    case 'object':
      if (value !== null) writeObject(to, value);
  }
  to.end(begun);
}

function writeObject(to: MessageWriter, value: object): void {
  if (value instanceof Uint8Array) {
    to.bytes(7, value);
    return;
  }
  const begun = to.begin(Array.isArray(value) ? 5 : 6);
  if (Array.isArray(value)) for (const item of value) writeValue(to, 1, item);
  else writeAttributes(to, 1, value);
  to.end(begun);
}

export function nanosOf([seconds, nanos]: HrTime): bigint {
  return BigInt(seconds) * 1_000_000_000n + BigInt(nanos);
}
