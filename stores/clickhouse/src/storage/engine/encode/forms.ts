/** The forms that values of an insert have, with the type that the column has on the way. */
export const FORM_TYPES = {
  /** A string. */
  text: 'String',
  /** A string of which there are few: each goes over the wire once a block. */
  fewTexts: 'LowCardinality(String)',
  /** Milliseconds since the epoch. */
  date: "DateTime64(3, 'UTC')",
  /** The same, or absent. */
  optionalDate: "Nullable(DateTime64(3, 'UTC'))",
  /** Milliseconds since the epoch, stored as whole seconds. */
  seconds: 'DateTime',
  number: 'Float64',
  /** A number, or absent. */
  optionalNumber: 'Nullable(Float64)',
  flag: 'Bool',
  /** 1 or -1. */
  sign: 'Int8',
  /** A whole number from 0 to 2^53. */
  version: 'UInt64',
  /** Strings. */
  tags: 'Array(LowCardinality(String))',
  /** Strings by name. */
  labels: 'Map(LowCardinality(String), String)',
} as const;

export type Form = keyof typeof FORM_TYPES;

/** A column of an insert. */
export interface InsertColumn<R> {
  readonly name: string;
  readonly form: Form;
  /** The row's value in this form; `undefined` where it is absent, which is stored as the column's default. */
  readonly value: (row: R) => unknown;
  /** The object of the row that alone decides the value: rows that share it are asked once. */
  readonly shared?: (row: R) => object | undefined;
}

/** Rows as the body of an insert. Columns that no row has are left out of it. */
export interface EncodedRows {
  readonly format: 'Native' | 'JSONCompactEachRow';
  readonly columns: readonly string[];
  /** Sent one after the other. */
  readonly parts: readonly Uint8Array[];
}

/** Turns rows into a body, with turns of the event loop in between. */
export type EncodeRows = <R>(columns: readonly InsertColumn<R>[], rows: readonly R[]) => Promise<EncodedRows>;
