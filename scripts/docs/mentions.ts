import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ObservabilityStorage } from '../../packages/core/src/storage/domains/observability/base.ts';

const SOURCES = ['packages/core/src', 'observability/mastra/src', 'stores/duckdb/src', 'stores/clickhouse/src'].map(
  folder => `${folder}/**/*.ts`,
);
/** In the source, codes stand in one of these places and nowhere else. */
const CODE = /(?:\bcode: |\? |: |\?\? )'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)'/g;

/** Codes of errors that a user can meet, as they stand in the source. */
export function errorCodes(top: string): readonly string[] {
  const codes = new Set<string>();
  for (const path of SOURCES.flatMap(pattern => globSync(pattern, { cwd: top }))) {
    if (path.endsWith('.test.ts')) continue;
    const text = readFileSync(join(top, path), 'utf8');
    for (const line of text.split('\n')) {
      if (line.includes('code')) for (const [, code] of line.matchAll(CODE)) codes.add(code!);
    }
  }
  return [...codes].sort();
}

/** The methods of a store that callers use. */
export function storeMethods(): readonly string[] {
  const hidden = ['constructor', 'init', 'close'];
  return Object.getOwnPropertyNames(ObservabilityStorage.prototype).filter(name => !hidden.includes(name));
}

/** Of the names, those that a page has nowhere in a code span. */
export function unmentioned(markdown: string, names: readonly string[]): readonly string[] {
  return names.filter(name => !new RegExp(`\`${name}[\`(]`).test(markdown));
}
