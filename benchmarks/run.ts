import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resultsPage } from './lib/page.ts';
import { collected, type Report } from './lib/report.ts';

// One process each: what one benchmark teaches the engine must not help or hurt the next.
const BENCHMARKS = [
  'span-cost',
  'span-sampled-out',
  'span-payload',
  'log-cost',
  'metric-cost',
  'nothing-to-do',
  'import-cost',
  'spool-cost',
  'otlp-export',
  'duckdb-ingest',
  'duckdb-queries',
  'duckdb-shared',
  'clickhouse-ingest',
  'clickhouse-queries',
  'clickhouse-formats',
];

const reports: Report[] = [];
const failed: string[] = [];
for (const name of BENCHMARKS) {
  const file = join(import.meta.dirname, `${name}.ts`);
  if (!existsSync(file)) continue;
  process.stderr.write(`${name} …\n`);
  const { stdout } = spawnSync(process.execPath, ['--expose-gc', '--conditions=mastra-source', file], {
    encoding: 'utf8',
    env: { ...process.env, BENCHMARK_COLLECT: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 64 * 1024 * 1024,
  });
  const report = collected(stdout);
  if (report) reports.push(report);
  else failed.push(name);
}

const page = resultsPage(reports, new Date());
writeFileSync(join(import.meta.dirname, 'RESULTS.md'), page);
process.stdout.write(page);
if (failed.length > 0) {
  process.stderr.write(`no report from: ${failed.join(', ')}\n`);
  process.exitCode = 1;
}
