import type { Faults } from './faults.ts';
import { type Origin, originOf } from './mapping/origin.ts';
import { Refusal } from './refusal.ts';
import type { SignalRoute } from './signals.ts';
import type { Sender } from './tenant.ts';
import type { RequestBudget } from './wire/budget.ts';
import { readRecord, type WireFormat } from './wire/format.ts';
import type { Range, ScopeOutline } from './wire/outline.ts';
import type { Pace } from './wire/pace.ts';
import type { MessageName } from './wire/schema.ts';
import { TooLarge } from './wire/too-large.ts';
import { Malformed, objectOf } from './wire/types.ts';

/** A request whose body is there. */
export interface Delivery {
  readonly route: SignalRoute;
  readonly format: WireFormat;
  readonly bytes: Uint8Array;
  readonly budget: RequestBudget;
  readonly sender: Sender;
}

/** Takes a record. Answers why it is not taken, or nothing. */
export type RecordMapper = (wire: Readonly<Record<string, unknown>>, origin: Origin) => string | undefined;

/**
 * Reads the records of a request one by one, in slices. What cannot be read or mapped is a fault of that record alone; a
 * body that is no message of the protocol is refused before anything of it is taken.
 *
 * @param onError hears of what the mapping threw
 * @throws Refusal 400 for what is no OTLP, 413 and 503 for what goes beyond the budget.
 */
export async function readRecords(
  delivery: Delivery,
  pace: Pace,
  faults: Faults,
  map: RecordMapper,
  onError: (error: unknown) => void,
): Promise<void> {
  const { route, format, bytes, budget, sender } = delivery;
  await pace.turn();
  const outline = await pace.run(asOtlp(() => format.outline(route.envelope, bytes, budget)));
  for (const { resource, scopes } of outline) {
    const from = part(delivery, 'Resource', resource);
    for (const { scope, records } of scopes) {
      const origin = readOrigin(from, part(delivery, 'Scope', scope), sender);
      if (typeof origin === 'string') {
        faults.add(origin, records.length);
        continue;
      }
      for (const range of records) {
        const wire = recordOf(delivery, range);
        if (typeof wire === 'string') faults.add(wire);
        else {
          const fault = guarded(() => map(wire, origin), onError);
          if (fault !== undefined) faults.add(fault);
        }
        if (pace.isOver) await pace.turn();
      }
    }
  }
}

/** What a resource and a scope say, or why that cannot be told. */
function readOrigin(resource: unknown, scope: unknown, sender: Sender): Origin | string {
  try {
    return originOf(resource, scope, sender);
  } catch (error) {
    if (error instanceof Malformed) return error.message;
    throw error;
  }
}

function part(delivery: Delivery, name: MessageName, range: Range | undefined): unknown {
  if (range === undefined) return undefined;
  const read = recordOf(delivery, { elements: 0, ...range }, name);
  if (typeof read === 'string') throw new Refusal(413, `a ${name.toLowerCase()} is too large: ${read}`);
  return read;
}

function recordOf(
  { route, format, bytes, budget }: Delivery,
  range: ScopeOutline['records'][number],
  name: MessageName = route.record,
): Readonly<Record<string, unknown>> | string {
  try {
    return objectOf(readRecord(format, name, bytes, range, budget));
  } catch (error) {
    if (error instanceof TooLarge) return error.message;
    throw refusalOf(error);
  }
}

function guarded(map: () => string | undefined, onError: (error: unknown) => void): string | undefined {
  try {
    return map();
  } catch (error) {
    if (error instanceof Malformed) return error.message;
    onError(error);
    return 'it could not be read';
  }
}

/** What the walk through a body throws is a refusal of that body. */
function* asOtlp<T>(outline: () => Generator<void, T>): Generator<void, T> {
  try {
    return yield* outline();
  } catch (error) {
    throw refusalOf(error);
  }
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return new Refusal(400, `the body is not a message of OTLP: ${(error as Error).message}`, {}, { cause: error });
}
