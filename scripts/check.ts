import { spawn } from 'node:child_process';

/** The steps of the one gate. Those of a group run side by side; the first group that fails ends it. */
const GROUPS: readonly (readonly { readonly name: string; readonly command: string }[])[] = [
  [
    { name: 'format and lint', command: 'biome check --error-on-warnings .' },
    { name: 'types', command: 'node node_modules/typescript7/bin/tsc -p tsconfig.json' },
    { name: 'import rules and cycles', command: 'pnpm run imports' },
    { name: 'unused code', command: 'pnpm run unused' },
    { name: 'docs', command: 'node --conditions=mastra-source scripts/docs.ts --check' },
  ],
  [{ name: 'tests', command: 'pnpm run test' }],
  [{ name: 'package exports', command: 'pnpm run exports' }],
];

interface Outcome {
  readonly name: string;
  readonly ok: boolean;
  readonly output: string;
  readonly seconds: number;
}

function run(name: string, command: string): Promise<Outcome> {
  const start = performance.now();
  return new Promise(resolve => {
    const child = spawn(command, {
      shell: true,
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', FORCE_COLOR: '0' },
    });
    let output = '';
    child.stdout.on('data', chunk => {
      output += chunk;
    });
    child.stderr.on('data', chunk => {
      output += chunk;
    });
    child.on('close', code => resolve({ name, ok: code === 0, output, seconds: (performance.now() - start) / 1000 }));
  });
}

// CI runs the tests by the README's own command, once.
const skipsTests = process.argv.includes('--no-tests');

for (const all of GROUPS) {
  const group = all.filter(step => !skipsTests || step.name !== 'tests');
  const outcomes = await Promise.all(group.map(step => run(step.name, step.command)));
  for (const { name, ok, output, seconds } of outcomes) {
    console.log(`${ok ? '✓' : '✗'} ${name} (${seconds.toFixed(1)} s)`);
    if (!ok) console.log(output.trimEnd());
    else if (name === 'tests') console.log(output.trimEnd().split('\n').slice(-6).join('\n'));
  }
  if (outcomes.some(outcome => !outcome.ok)) process.exit(1);
}
