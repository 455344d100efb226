import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countKeywords, keywordsOf } from './keywords.ts';

/** A place in a document that a search has found. */
export interface Hit {
  /** From the root of the repository. */
  readonly path: string;
  readonly heading: string;
  /** Where the section begins, from 1. */
  readonly line: number;
}

interface Section extends Hit {
  readonly text: string;
}

const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** The Markdown files of this repository: those at its root, and all below `docs`. */
export async function listDocuments(): Promise<readonly string[]> {
  const [root, docs] = await Promise.all([
    readdir(repository),
    readdir(join(repository, 'docs'), { recursive: true }).then(paths => paths.map(path => join('docs', path))),
  ]);
  return [...root, ...docs].filter(path => path.endsWith('.md')).sort();
}

/** Some lines of a document. Fails where there is no such document. */
export async function readDocument(path: string, fromLine = 1, lines = 40): Promise<string> {
  if (!(await listDocuments()).includes(path)) {
    throw new Error(`There is no document '${path}'. Search for one.`);
  }
  const text = await readFile(fileOf(path), 'utf8');
  return text
    .split('\n')
    .slice(fromLine - 1, fromLine - 1 + lines)
    .join('\n');
}

/** The section of each document that has most of the query's keywords, best first. Half of them is the least. */
export async function searchDocuments(query: string, limit: number): Promise<readonly Hit[]> {
  const keywords = keywordsOf(query);
  const paths = await listDocuments();
  const documents = await Promise.all(paths.map(async path => sectionsOf(path, await readFile(fileOf(path), 'utf8'))));
  return documents
    .flatMap(
      sections => sections.map(section => ({ section, score: scoreOf(section, keywords) })).sort(byScore)[0] ?? [],
    )
    .filter(({ score }) => score > 0 && score >= keywords.length / 2)
    .sort(byScore)
    .slice(0, limit)
    .map(({ section: { path, heading, line } }) => ({ path, heading, line }));
}

function scoreOf({ heading, text }: Section, keywords: readonly string[]): number {
  return countKeywords(`${heading} ${text}`, keywords);
}

function byScore(a: { readonly score: number }, b: { readonly score: number }): number {
  return b.score - a.score;
}

function fileOf(path: string): string {
  return join(repository, path);
}

/** What stands below each heading. Fenced and indented blocks, which are code and output, are left out. */
function sectionsOf(path: string, markdown: string): readonly Section[] {
  const sections: { path: string; heading: string; line: number; text: string }[] = [];
  let fenced = false;
  for (const [index, line] of markdown.split('\n').entries()) {
    if (line.startsWith('```')) fenced = !fenced;
    else if (!fenced && line.startsWith('#')) {
      sections.push({ path, heading: line.replace(/^#+\s*/, ''), line: index + 1, text: '' });
    } else if (!fenced && !line.startsWith('    ')) {
      const section = sections.at(-1);
      if (section) section.text += `${line}\n`;
    }
  }
  return sections;
}
