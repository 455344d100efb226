import type { DeliveryFailure } from './failure.ts';

/** A record that is at fault. */
export interface Refused<T> {
  readonly record: T;
  readonly error: unknown;
}

/** What became of a batch. Every record is in exactly one of the lists. */
export interface Bisection<T> {
  readonly delivered: readonly T[];
  readonly refused: readonly Refused<T>[];
  /** Not decided: the destination looks unreachable. */
  readonly remaining: readonly T[];
  readonly error: unknown;
}

/**
 * Splits a refused batch in halves down to the records at fault, so that the rest arrives. A failure that the
 * destination did not explain counts against a record only once another record of the same batch got through;
 * until then it may as well be the destination that is down, and after a short run of failures the search stops.
 */
export async function bisect<T>(
  batch: readonly T[],
  firstError: unknown,
  send: (records: readonly T[]) => Promise<void>,
  classify: (error: unknown) => DeliveryFailure,
): Promise<Bisection<T>> {
  const delivered: T[] = [];
  const suspects: { record: T; error: unknown; explained: boolean }[] = [];
  const remaining: T[] = [];
  let lastError = firstError;
  let failuresInARow = 1;
  let stopped = false;
  const patience = 2 * Math.ceil(Math.log2(batch.length + 1)) + 2;

  // Depth first, with the failure that is already known for each part.
  const parts: { records: readonly T[]; error: unknown }[] = [{ records: batch, error: firstError }];
  while (parts.length > 0) {
    const { records, error } = parts.pop()!;
    if (stopped) {
      remaining.push(...records);
      continue;
    }
    if (records.length === 1) {
      suspects.push({ record: records[0]!, error, explained: classify(error) === 'rejected' });
      continue;
    }
    const half = records.length >> 1;
    const failed: { records: readonly T[]; error: unknown }[] = [];
    for (const part of [records.slice(0, half), records.slice(half)]) {
      if (stopped) {
        remaining.push(...part);
        continue;
      }
      try {
        await send(part);
        delivered.push(...part);
        failuresInARow = 0;
      } catch (partError) {
        lastError = partError;
        failuresInARow++;
        const kind = classify(partError);
        stopped = kind === 'unreachable' || (kind === 'unknown' && delivered.length === 0 && failuresInARow > patience);
        if (stopped) remaining.push(...part);
        else failed.push({ records: part, error: partError });
      }
    }
    parts.push(...failed.reverse());
  }

  const refused: Refused<T>[] = [];
  for (const { record, error, explained } of suspects) {
    if (explained || delivered.length > 0) refused.push({ record, error });
    else remaining.push(record);
  }
  return { delivered, refused, remaining, error: lastError };
}
