import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const LINK = /\]\(([^)\s]+)\)/g;

/** Links of a page to files that are not there. */
export function brokenLinks(top: string, page: string, markdown: string): readonly string[] {
  const prose = markdown.replace(/^```[\s\S]*?^```/gm, block => block.replace(/[^\n]/g, ''));
  const broken: string[] = [];
  for (const [i, line] of prose.split('\n').entries()) {
    for (const [, target] of line.matchAll(LINK)) {
      const path = target!.split('#')[0]!;
      if (path === '' || /^[a-z]+:/.test(path)) continue;
      if (!existsSync(join(top, dirname(page), path))) broken.push(`${page}:${i + 1}: ${target} is not there`);
    }
  }
  return broken;
}
