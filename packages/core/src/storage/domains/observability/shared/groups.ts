import type { BreakdownResult, TimeSeriesResult } from '../args/aggregate.ts';
import { compareText } from './text.ts';

/** One group of a breakdown, or one series: the values of its dimensions in the order of `groupBy`. */
export type GroupKey = readonly (string | null)[];

/** Orders groups by their dimensions, one after the other; absent comes first. */
export function compareGroupKeys(a: GroupKey, b: GroupKey): number {
  for (const [i, x] of a.entries()) {
    const y = b[i] ?? null;
    if (x === y) continue;
    if (x === null) return -1;
    if (y === null) return 1;
    return compareText(x, y);
  }
  return 0;
}

/** Greatest value first, groups without one last, then by dimensions. */
export function compareGroups(
  a: { readonly key: GroupKey; readonly value: number | null },
  b: { readonly key: GroupKey; readonly value: number | null },
): number {
  if (a.value !== b.value) {
    if (a.value === null) return 1;
    if (b.value === null) return -1;
    return b.value - a.value;
  }
  return compareGroupKeys(a.key, b.key);
}

/** The name of a group's series: its values joined by `, `; an absent one is `-`. */
export function seriesName(key: GroupKey): string {
  return key.map(value => value ?? '-').join(', ');
}

/** The dimensions by name, as answers give them. */
export function namedDimensions(
  groupBy: readonly { readonly name: string }[],
  key: GroupKey,
): Readonly<Record<string, string | null>> {
  return Object.fromEntries(groupBy.map(({ name }, i) => [name, key[i] ?? null]));
}

/** Sorts, cuts and names the groups that a store has found. */
export function breakdownResult(
  groupBy: readonly { readonly name: string }[],
  groups: readonly { readonly key: GroupKey; readonly value: number | null }[],
  limit: number | null,
): BreakdownResult {
  const ordered = [...groups].sort(compareGroups).slice(0, limit ?? groups.length);
  return { groups: ordered.map(({ key, value }) => ({ dimensions: namedDimensions(groupBy, key), value })) };
}

/**
 * Sorts and names the points that a store has found, in any order. Points without a value are left out, and so are
 * groups without points; without `groupBy` there is always one series.
 */
export function timeSeriesResult(
  plan: { readonly groupBy: readonly { readonly name: string }[]; readonly name: string },
  points: readonly { readonly key: GroupKey; readonly bucket: number; readonly value: number | null }[],
): TimeSeriesResult {
  const found = points.filter(point => point.value !== null) as { key: GroupKey; bucket: number; value: number }[];
  const bySeries = new Map<string, { readonly key: GroupKey; readonly points: { bucket: number; value: number }[] }>();
  if (plan.groupBy.length === 0) bySeries.set('[]', { key: [], points: [] });
  for (const point of found) {
    const id = JSON.stringify(point.key);
    const series = bySeries.get(id) ?? { key: point.key, points: [] };
    series.points.push(point);
    bySeries.set(id, series);
  }
  const ordered = [...bySeries.values()].sort((a, b) => compareGroupKeys(a.key, b.key));
  return {
    series: ordered.map(series => ({
      name: plan.groupBy.length === 0 ? plan.name : seriesName(series.key),
      ...(plan.groupBy.length > 0 && { dimensions: namedDimensions(plan.groupBy, series.key) }),
      points: series.points
        .sort((a, b) => a.bucket - b.bucket)
        .map(({ bucket, value }) => ({ timestamp: new Date(bucket), value })),
    })),
  };
}
