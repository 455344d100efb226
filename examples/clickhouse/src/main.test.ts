import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

let folder: string;
let onClickhouse: Ended;
let onDuckDB: Ended;

function run(main: string): Promise<Ended> {
  const { OPENAI_API_KEY: _key, CLICKHOUSE_URL: _url, ...env } = process.env;
  const path = fileURLToPath(new URL(main, import.meta.url));
  return new Promise(resolve => {
    execFile(process.execPath, ['--conditions=mastra-source', path], { cwd: folder, env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clickhouse-example-'));
  onClickhouse = await run('main.ts');
  onDuckDB = await run('../../quickstart/src/main.ts');
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the quickstart on ClickHouse', () => {
  it('ends by itself, with nothing but the start-up line beside its report', () => {
    expect(onClickhouse.code).toBe(0);
    expect(onClickhouse.stderr.trimEnd().split('\n')).toEqual([expect.stringContaining('store: ClickhouseStore')]);
  });

  it('prints what the quickstart on DuckDB prints, but for times, ids and the store', () => {
    expect(onDuckDB.code).toBe(0);
    expect(timeless(onClickhouse.stdout)).toEqual(timeless(onDuckDB.stdout));
  });
});

/**
 * The lines without what differs from run to run. They are sorted, for what runs side by side may begin in either order,
 * and end before the part that names the store.
 */
function timeless(output: string): readonly string[] {
  return output
    .slice(0, output.indexOf('\nStore '))
    .replace(/[█▏▎▍▌▋▊▉]/g, '')
    .replace(/\b[0-9a-f]{8,32}\b/g, 'id')
    .replace(/127\.0\.0\.1:\d+/g, 'address')
    .replace(/sources="[^"]*"/g, 'sources')
    .replace(/[\d,.]+ m?s\b/g, 'time')
    .split('\n')
    .map(line =>
      line
        .replace(/\s+/g, ' ')
        .replace(/[│├└─]/g, '')
        .trim(),
    )
    .sort();
}
