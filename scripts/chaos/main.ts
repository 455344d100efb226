// pnpm chaos [--kills=1000] [--events=1000000] [--seconds=600] [--seed=…] [--only=part of a name]
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { randomFrom } from './bench.ts';
import { scenarios } from './scenarios.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '1000' },
    events: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '600' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    only: { type: 'string' },
  },
});
const size = { kills: Number(values.kills), events: Number(values.events), seconds: Number(values.seconds) };
const seed = Number(values.seed);
console.log(`seed ${seed}`);
const rows: string[] = [];
let failed = 0;
for (const scenario of scenarios) {
  if (values.only !== undefined && !scenario.name.includes(values.only)) continue;
  const start = performance.now();
  const seconds = () => ((performance.now() - start) / 1000).toFixed(1);
  try {
    const seen = await scenario.run(size, randomFrom(seed));
    console.log(`✓ ${scenario.name}: ${seen} (${seconds()} s)`);
    rows.push(`| ${scenario.name} | ${seen} | ${seconds()} |`);
  } catch (error) {
    failed++;
    console.log(`✗ ${scenario.name} (${seconds()} s)\n${(error as Error).stack}`);
    rows.push(`| ${scenario.name} | **${(error as Error).message}** | ${seconds()} |`);
  }
}
if (values.only === undefined) {
  const page = `# Chaos

Written by \`pnpm chaos --kills=${size.kills} --events=${size.events} --seconds=${size.seconds} --seed=${seed}\` on ${new Date().toISOString().slice(0, 10)}, Node ${process.version}.
Every scenario checks at every look that the ledger balances, and at the end counts the rows in the store.

| what was done | what was seen | seconds |
|---|---|---|
${rows.join('\n')}
`;
  writeFileSync(new URL('../../docs/reference/chaos.md', import.meta.url), page);
}
process.exit(failed === 0 ? 0 : 1);
