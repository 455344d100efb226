import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Runs every example in a folder of its own, as its README says, and fails with the first one that fails. */
const examples = readdirSync('examples').filter(name => existsSync(join('examples', name, 'src/main.ts')));
let failed = 0;
for (const name of examples) {
  const cwd = mkdtempSync(join(tmpdir(), `example-${name}-`));
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=mastra-source', resolve('examples', name, 'src/main.ts')],
    { cwd, encoding: 'utf8', timeout: 120_000 },
  );
  rmSync(cwd, { recursive: true, force: true });
  const ok = status === 0;
  if (!ok) failed++;
  console.log(`${ok ? '✓' : '✗'} examples/${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  if (!ok) console.log(`${stdout}\n${stderr}`.trim());
}
if (examples.length === 0) {
  console.error('examples/ has no example with a src/main.ts');
  failed++;
}
process.exit(failed ? 1 : 0);
