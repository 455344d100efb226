/** What a request is answered with: a partial success, or an error in the form of `google.rpc.Status`. */
export interface Answer {
  readonly partialSuccess?: { readonly rejected: number; readonly message: string };
  readonly status?: { readonly code: number; readonly message: string };
}

/** An answer as protobuf. The fields have the same numbers for all signals. */
export function encodeAnswer({ partialSuccess, status }: Answer): Uint8Array<ArrayBuffer> {
  if (status) return Uint8Array.from([...numberField(1, status.code), ...textField(2, status.message)]);
  if (!partialSuccess) return new Uint8Array();
  const inner = [...numberField(1, partialSuccess.rejected), ...textField(2, partialSuccess.message)];
  return Uint8Array.from([...tag(1, 2), ...varint(inner.length), ...inner]);
}

function numberField(number: number, value: number): readonly number[] {
  return value === 0 ? [] : [...tag(number, 0), ...varint(value)];
}

function textField(number: number, text: string): readonly number[] {
  const bytes = Buffer.from(text);
  return bytes.length === 0 ? [] : [...tag(number, 2), ...varint(bytes.length), ...bytes];
}

function tag(number: number, wireType: number): readonly number[] {
  return varint(number * 8 + wireType);
}

function varint(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
}
