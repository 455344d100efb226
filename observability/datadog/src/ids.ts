/** Datadog's name for "no parent". */
export const NO_PARENT = 'undefined';

/**
 * A span id as Datadog's LLM Observability, evaluations and log correlation want it: the 64 bits in decimal. Trace ids
 * are taken as they are, 32 hex digits in lower case.
 */
export function decimalId(spanId: string): string {
  return /^[0-9a-f]{1,16}$/i.test(spanId) ? BigInt(`0x${spanId}`).toString(10) : spanId;
}
