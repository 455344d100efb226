import { join, raw, type Sql, sql } from '../../engine/sql.ts';

/** Core's `foldCase` of a column. */
export function folded(column: string): string {
  return `lowerUTF8(translateUTF8(${column}, 'Σİ', 'σi'))`;
}

/** Indexes on a log's message and searches in it use this very expression. */
export const FOLDED_MESSAGE = folded('Message');

/** How a server finds words in messages. */
export interface TextSearch {
  /** Type of the index on the folded message. */
  readonly index: string;
  /** All of these case-folded words occur as words. */
  readonly hasWords: (words: readonly string[]) => Sql;
}

/** An inverted index: general since 26.2. */
export const TEXT_INDEX: TextSearch = {
  index: 'TYPE text(tokenizer = splitByNonAlpha)',
  hasWords: words => sql`hasAllTokens(${raw(FOLDED_MESSAGE)}, ${words})`,
};

/** What every server has: a bloom filter of words for each granule. */
export const TOKEN_FILTER: TextSearch = {
  index: 'TYPE tokenbf_v1(32768, 3, 0) GRANULARITY 1',
  hasWords: words =>
    join(
      words.map(word => sql`hasToken(${raw(FOLDED_MESSAGE)}, ${word})`),
      ' AND ',
    ),
};

/** What a server of this version offers. */
export function textSearchOf(version: string): TextSearch {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 26 || (major === 26 && minor >= 2) ? TEXT_INDEX : TOKEN_FILTER;
}
