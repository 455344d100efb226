import { cpus } from 'node:os';
import { describeBar, isMet, type Report, round } from './report.ts';

/** The results of all benchmarks as one page. */
export function resultsPage(reports: readonly Report[], date: Date): string {
  const processors = cpus();
  return `${[
    '# Results',
    `Written by \`pnpm bench\` on ${date.toISOString().slice(0, 10)}, Node ${process.versions.node}, ${processors.length} cores of ${processors[0]?.model.trim() ?? 'an unknown processor'}. Times drift by two to three times between quiet and busy minutes: compare rows of one table, not tables of two runs.`,
    '## The bars',
    reports
      .map(({ question, bars }) => [`- ${question}`, ...bars.map(bar => `  - ${describeBar(bar)}`)].join('\n'))
      .join('\n'),
    ...reports.map(section),
  ].join('\n\n')}\n`;
}

function section(report: Report): string {
  const withHeap = report.rows.some(row => row.kb > 0);
  const header = ['variant', `median ${report.unit}`, 'min', 'max', ...(withHeap ? ['heap KB'] : [])];
  const rows = report.rows.map(row => [
    row.name,
    ...[row.us, row.minUs, row.maxUs, ...(withHeap ? [row.kb] : [])].map(value => String(round(value))),
  ]);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const table = [line(header), line(header.map((_, i) => (i ? '--:' : '---'))), ...rows.map(line)].join('\n');
  return [
    `## ${report.question}`,
    table,
    ...report.bars.map(bar => `- ${describeBar(bar)}${bar.ifMissed && !isMet(bar) ? `\n  - ${bar.ifMissed}` : ''}`),
    ...(report.notes ?? []),
  ].join('\n\n');
}
