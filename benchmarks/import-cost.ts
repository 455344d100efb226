import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Measured } from './lib/measure.ts';
import { median } from './lib/measure.ts';
import { publish } from './lib/report.ts';

const ROUNDS = 15;
const ROOT = join(import.meta.dirname, '..');
/** From where all that is imported here can be found. */
const PACKAGE = join(ROOT, 'observability/mastra');

// What users install is the built package.
for (const folder of ['packages/core', 'observability/mastra']) {
  const { status, stderr } = spawnSync('pnpm', ['exec', 'tsup', '--no-dts'], {
    cwd: join(ROOT, folder),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${folder} could not be built: ${stderr}`);
}

/** Runs a module in a process of its own; what it prints is the answer. */
function inFreshProcess(code: string): string {
  const flags = ['--no-warnings', '--input-type=module', '--eval', code];
  const { stdout, stderr, status } = spawnSync(process.execPath, flags, { encoding: 'utf8', cwd: PACKAGE });
  if (status !== 0) throw new Error(`the fresh process failed: ${stderr}`);
  return stdout;
}

/** Milliseconds that the import itself takes, in a process that has started already. */
function importMs(specifier: string): number {
  return Number(
    inFreshProcess(
      `const start = performance.now(); await import('${specifier}'); process.stdout.write(String(performance.now() - start));`,
    ),
  );
}

function row(name: string, specifier: string): Measured {
  importMs(specifier);
  const ms = Array.from({ length: ROUNDS }, () => importMs(specifier));
  return { name, us: median(ms), minUs: Math.min(...ms), maxUs: Math.max(...ms), kb: 0 };
}

// Addons are loaded as shared objects too, and do not all end in .node.
const sharedObjects = (specifier: string) =>
  new Set<string>(
    JSON.parse(
      inFreshProcess(
        `${specifier && `await import('${specifier}');`} process.stdout.write(JSON.stringify(process.report.getReport().sharedObjects));`,
      ),
    ) as string[],
  );
const bare = sharedObjects('');
const native = [...sharedObjects('@mastra/observability')].filter(file => !bare.has(file));

const rows = [
  row('floor: a built-in module', 'node:path'),
  row('zod, which validates the configuration', 'zod'),
  row('@mastra/core/observability', '@mastra/core/observability'),
  row('@mastra/observability, as it is built', '@mastra/observability'),
];
publish({
  question: 'What does it cost to import the package?',
  unit: 'ms',
  rows,
  bars: [
    {
      what: 'import of @mastra/observability',
      measured: rows[3]!.us - rows[0]!.us,
      bar: 50,
      ifMissed:
        'zod alone takes more than the bar on this machine; the package itself adds the difference of the last two rows. A program whose tools use zod loads it anyway.',
      sense: 'at most',
      unit: 'ms',
    },
    { what: 'native libraries that it loads', measured: native.length, bar: 0, sense: 'at most' },
  ],
  notes: [
    'Every program with a tool loads zod itself; what the package adds to that is the difference between the two rows.',
  ],
});
