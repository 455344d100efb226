import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brokenLinks } from './docs/links.ts';
import { errorCodes, storeMethods, unmentioned } from './docs/mentions.ts';
import { programsOf } from './docs/programs.ts';
import { fillRegions } from './docs/regions.ts';
import { Sandbox } from './docs/sandbox.ts';
import { generatedTexts } from './docs/texts.ts';

/**
 * Keeps the documentation true: writes its generated parts (with `--check`, says which are stale), type-checks every
 * `ts` block, runs those that are marked so, and looks for links to nothing and for names that no page mentions.
 */
const top = resolve(import.meta.dirname, '..');
const isCheck = process.argv.includes('--check');
const paths = globSync(['*.md', 'docs/**/*.md'], { cwd: top }).sort();
const complaints: string[] = [];

const texts = generatedTexts();
const pages = paths.map(path => {
  const old = readFileSync(join(top, path), 'utf8');
  const markdown = fillRegions(path, old, texts);
  if (markdown !== old && isCheck) complaints.push(`${path} is stale: run pnpm run docs`);
  else if (markdown !== old) writeFileSync(join(top, path), markdown);
  return { path, markdown };
});

for (const [path, names] of [
  ['docs/reference/errors.md', errorCodes(top)],
  ['docs/reference/stores.md', storeMethods()],
] as const) {
  const markdown = pages.find(page => page.path === path)?.markdown ?? '';
  for (const name of unmentioned(markdown, names)) complaints.push(`${path} does not mention \`${name}\``);
}
for (const { path, markdown } of pages) complaints.push(...brokenLinks(top, path, markdown));

const programs = pages.flatMap(({ path, markdown }) => programsOf(path, markdown));
const runnable = programs.filter(program => program.run);
const sandbox = new Sandbox(top, programs);
try {
  const outcomes = await Promise.all([sandbox.check(), sandbox.run(runnable)]);
  complaints.push(...outcomes.flat());
} finally {
  sandbox.remove();
}

for (const complaint of complaints) console.error(complaint);
console.log(
  `${pages.length} pages, ${programs.length} programs checked, ${runnable.length} run, ${complaints.length} complaints`,
);
process.exitCode = complaints.length === 0 ? 0 : 1;
