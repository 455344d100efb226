/** A record as reads answer it: what is absent is left out, so no field is ever `null`. */
export type StoredRecord<T> = { readonly [K in keyof T]: Exclude<T[K], null> };

/** Leaves out what is `null` or `undefined`. The result shares the values. */
export function withoutAbsent<T extends object>(record: T): StoredRecord<T> {
  const out: Record<string, unknown> = {};
  for (const key in record) {
    const value = record[key];
    if (value !== null && value !== undefined) out[key] = value;
  }
  return out as StoredRecord<T>;
}
