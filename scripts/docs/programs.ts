/** TypeScript that a page of the documentation shows. */
export interface Program {
  /** A file name for it. */
  readonly name: string;
  /** The page, as a path from the top of the repository. */
  readonly page: string;
  /** Every line stands where it stands on the page, so that a complaint about a line is one about the page. */
  readonly source: string;
  /** Whether it is run as well as checked. */
  readonly run: boolean;
}

interface Draft {
  readonly line: number;
  readonly alone: boolean;
  readonly lines: string[];
  run: boolean;
}

const FENCE = /^\s*```(\S*)\s*(.*)$/;
const MARKS = ['run', 'alone'];

/**
 * The programs of a page. Its `ts` blocks, in order, are one program; a block marked `ts alone` is one of its own. A
 * program is run where one of its blocks is marked `ts run`. What stands in a comment that opens with `<!-- ts` belongs
 * to the program too and is not shown: set-up, and checks of what the text says.
 *
 * @throws Error for a block without an end, and for a mark that does not exist.
 */
export function programsOf(page: string, markdown: string): readonly Program[] {
  const lines = markdown.split('\n');
  const shared: Draft = { line: 0, alone: false, lines: [], run: false };
  const drafts = [shared];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    const fence = FENCE.exec(line);
    const isHidden = line.trim() === '<!-- ts';
    if (!fence && !isHidden) continue;
    const end = lines.findIndex((later, j) => j > i && later.trim() === (isHidden ? '-->' : '```'));
    if (end === -1) throw new Error(`${page}:${i + 1}: this block has no end`);
    if (isHidden || fence?.[1] === 'ts') {
      const marks = fence?.[2]?.split(/\s+/).filter(Boolean) ?? [];
      const unknown = marks.find(mark => !MARKS.includes(mark));
      if (unknown) throw new Error(`${page}:${i + 1}: a block cannot be marked '${unknown}', only ${MARKS.join(', ')}`);
      const draft = marks.includes('alone') ? { line: i + 1, alone: true, lines: [], run: false } : shared;
      if (draft !== shared) drafts.push(draft);
      draft.run ||= marks.includes('run');
      for (let j = i + 1; j < end; j++) draft.lines[j] = lines[j]!;
    }
    i = end;
  }
  return drafts
    .filter(draft => draft.lines.length > 0)
    .map(({ line, alone, lines: code, run }) => ({
      name: `${page.replace(/\.md$/, '').replaceAll('/', '__')}${alone ? `__${line}` : ''}.ts`,
      page,
      source: `${Array.from(code, text => text ?? '').join('\n')}\n`,
      run,
    }));
}
