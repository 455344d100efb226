import { MastraError } from '@mastra/core/error';

/**
 * Refuses an option that does not exist: most are slips of the pen, and silence about one costs an afternoon.
 *
 * @param own The options of this exporter.
 * @param shared The options of every exporter.
 * @throws MastraError `EXPORTER_OPTIONS_INVALID`, which names the option, the one that may be meant, and all there are.
 * Values are not repeated: one may be a key.
 */
export function checkOptionNames(
  exporter: string,
  given: object,
  own: readonly string[],
  shared: readonly string[],
): void {
  const known = [...own, ...shared];
  const unknown = Object.keys(given).filter(name => !known.includes(name));
  if (unknown.length === 0) return;
  const list = (names: readonly string[]) => names.map(name => `'${name}'`).join(', ');
  const meant = unknown.flatMap(name => nearest(name, known) ?? []);
  throw new MastraError({
    code: 'EXPORTER_OPTIONS_INVALID',
    domain: 'EXPORTER',
    message:
      `${exporter} has no option ${list(unknown)}.${meant.length > 0 ? ` Did you mean ${list(meant)}?` : ''} ` +
      `${own.length > 0 ? `Its own options are ${list(own)}; e` : 'E'}very exporter with a queue has ${list(shared)}.`,
    details: { exporter, unknown },
  });
}

/** The name that this one is a slip of. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const distances = known.map(other => ({ other, edits: edits(name.toLowerCase(), other.toLowerCase()) }));
  const best = distances.reduce((a, b) => (b.edits < a.edits ? b : a), { other: '', edits: Number.POSITIVE_INFINITY });
  return best.edits <= Math.max(1, Math.floor(name.length / 4)) ? best.other : undefined;
}

/** Letters to put in, take out or change (Levenshtein). */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      next.push(Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1)!;
}
