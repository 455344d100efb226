import type { Measured } from './measure.ts';

/** A bar of the project: a ratio of two rows of the same run. */
export interface Bar {
  readonly what: string;
  /** The measured ratio or figure. */
  readonly measured: number;
  /** What it may be at most, or must be at least. */
  readonly bar: number;
  readonly sense: 'at most' | 'at least';
  readonly unit?: string;
  /** Where the time goes, by the profile, and what would close the gap: for when the bar is missed. */
  readonly ifMissed?: string;
}

/** The answer of one benchmark file to its one question. */
export interface Report {
  readonly question: string;
  readonly unit: string;
  readonly rows: readonly Measured[];
  readonly bars: readonly Bar[];
  readonly notes?: readonly string[];
}

const MARK = '\u0000report\u0000';

/** Prints the report for the page that collects them all, or as a table for a person. */
export function publish(report: Report): void {
  if (process.env.BENCHMARK_COLLECT) {
    process.stdout.write(MARK + JSON.stringify(report) + MARK);
    return;
  }
  console.log(`\n${report.question}`);
  console.table(
    report.rows.map(row => ({
      variant: row.name,
      [`median ${report.unit}`]: round(row.us),
      min: round(row.minUs),
      max: round(row.maxUs),
      'heap KB': round(row.kb),
    })),
  );
  for (const bar of report.bars) console.log(describeBar(bar));
}

export function isMet(bar: Bar): boolean {
  return bar.sense === 'at most' ? bar.measured <= bar.bar : bar.measured >= bar.bar;
}

export function describeBar(bar: Bar): string {
  const met = isMet(bar);
  const unit = bar.unit ? ` ${bar.unit}` : '';
  return `${met ? 'met' : 'MISSED'}: ${bar.what}: ${round(bar.measured)}${unit} (${bar.sense} ${bar.bar}${unit})`;
}

export function collected(output: string): Report | undefined {
  const text = output.split(MARK)[1];
  return text === undefined ? undefined : (JSON.parse(text) as Report);
}

export function round(value: number): number {
  return Number(value.toPrecision(3));
}
