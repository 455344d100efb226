import { nanosOf } from '../wire/time.ts';
import { listOf, Malformed, objectOf, scalar } from '../wire/types.ts';

/** One point of a metric. */
export interface Point {
  readonly attributes: unknown;
  readonly start: bigint | undefined;
  readonly time: bigint | undefined;
}

/** How points of a metric relate to each other in time. */
export type Temporality = 'delta' | 'cumulative';

export function temporalityOf(data: Readonly<Record<string, unknown>>): Temporality {
  switch (scalar(data.aggregationTemporality, 'a temporality')) {
    case 1:
    case 'AGGREGATION_TEMPORALITY_DELTA':
      return 'delta';
    case 2:
    case 'AGGREGATION_TEMPORALITY_CUMULATIVE':
      return 'cumulative';
    default:
      throw new Malformed('it does not say whether it is delta or cumulative');
  }
}

export function pointsOf(data: Readonly<Record<string, unknown>>): readonly Readonly<Record<string, unknown>>[] {
  return listOf(data.dataPoints).map(objectOf);
}

export function pointOf({ attributes, startTimeUnixNano, timeUnixNano }: Readonly<Record<string, unknown>>): Point {
  return { attributes, start: nanosOf(startTimeUnixNano), time: nanosOf(timeUnixNano) };
}

/** Whether a point says that there was nothing to measure. */
export function isEmpty({ flags }: Readonly<Record<string, unknown>>): boolean {
  return (Number(scalar(flags, 'flags')) & 1) === 1;
}

/** The value of a point of a gauge or sum. `undefined` where it is no finite number. */
export function pointValue({ asDouble, asInt }: Readonly<Record<string, unknown>>): number | undefined {
  return numberOf(asDouble ?? asInt);
}

/** A finite number, also one that is written as text. */
export function numberOf(value: unknown): number | undefined {
  const given = scalar(value, 'a value');
  const number = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
