import { grouped, heading, paint, table } from '@mastra/example-kit';
import type { Metric, Received } from '../received.ts';

/** The latest state of every series, ours and those of the conventions, with a trace to look at where there is one. */
export function metricReport({ series }: Pick<Received, 'series'>): string {
  const rows = [...series.values()]
    .toSorted((a, b) => compare(a.metric.name, b.metric.name))
    .map(({ metric, point }) => [
      metric.name.startsWith('gen_ai.') ? paint('blue', metric.name) : metric.name,
      paint('dim', kindOf(metric)),
      metric.histogram
        ? `${point.count} × ${grouped((point.sum ?? 0) / (point.count ?? 1))}`
        : grouped(point.asDouble ?? 0),
      metric.unit,
      paint('dim', labels(point.attributes)),
      paint('dim', point.exemplars[0]?.traceId?.slice(0, 8) ?? ''),
    ]);
  const header = ['metric', 'kind', 'value', 'unit', 'attributes', 'trace'].map(title => paint('dim', title));
  return `${heading('Metrics', `${series.size} series`)}\n${table([header, ...rows], 'llr')}`;
}

function kindOf({ sum, histogram }: Metric): string {
  if (sum) return 'sum';
  return histogram ? 'histogram' : 'gauge';
}

function labels(attributes: Readonly<Record<string, unknown>>): string {
  return Object.entries(attributes)
    .filter(([key]) => key !== 'env' && key !== 'service')
    .map(([key, value]) => `${key.split('.').slice(-2).join('.')}=${value}`)
    .join(' ');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
