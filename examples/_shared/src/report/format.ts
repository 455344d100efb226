import { stripVTControlCharacters } from 'node:util';
import { paint } from './paint.ts';

/** Milliseconds for people: `7 ms`, `412 ms`, `3.21 s`. */
export function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;
}

/** A number with its thousands apart. */
export function grouped(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 2 });
}

/** A title, and what it says in short. */
export function heading(title: string, about = ''): string {
  return `\n${paint('bold', title)}${about && `  ${paint('dim', about)}`}`;
}

/** Rows in columns. A column is to the left or, where `align` has an `r` in its place, to the right. */
export function table(rows: readonly (readonly string[])[], align = ''): string {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, width(cell));
    });
  return rows
    .map(row =>
      row
        .map((cell, i) => pad(cell, widths[i] ?? 0, align[i] === 'r'))
        .join('  ')
        .trimEnd(),
    )
    .map(line => `  ${line}`)
    .join('\n');
}

/** Fills a text with spaces, colours not counted. */
export function pad(text: string, to: number, right = false): string {
  const space = ' '.repeat(Math.max(0, to - width(text)));
  return right ? space + text : text + space;
}

function width(text: string): number {
  return stripVTControlCharacters(text).length;
}
