/** A value that JSON can hold. What the bus carries consists of these and of dates. */
export type JsonValue = string | number | boolean | null | JsonObject | readonly JsonValue[];

export type JsonObject = { readonly [key: string]: JsonValue | undefined };
