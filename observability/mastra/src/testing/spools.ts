import { cpSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SIGNALS, type SignalLedger } from '@mastra/core/observability';
import type { Delivery } from '../delivery/delivery.ts';
import { imbalance } from '../delivery/ledger.ts';

/** Temporary directories, and what is left of the deliveries that used them, gone at the end. */
export class SpoolBench {
  readonly #directories: string[] = [];

  async directory(): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), 'spool-'));
    this.#directories.push(path);
    return path;
  }

  /** What the disk holds at this moment, in another place: what a process finds whose predecessor was killed now. */
  async snapshot(dir: string, before: () => void = () => undefined): Promise<string> {
    const copy = await this.directory();
    for (let attempt = 0; ; attempt++) {
      try {
        before();
        // In one turn of the event loop, so that the counters of this turn are those of the copy.
        const target = join(copy, String(attempt));
        cpSync(dir, target, { recursive: true });
        return target;
      } catch (error) {
        // A file went away while it was copied.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || attempt === 100) throw error;
      }
    }
  }

  async clear(): Promise<void> {
    const remove = (path: string) => rm(path, { recursive: true, force: true, maxRetries: 3 });
    await Promise.all(this.#directories.splice(0).map(remove));
  }
}

/** Resolves once the condition holds, looked at in every turn of the event loop. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(resolve => setImmediate(resolve));
}

/** The files below a directory, as paths. */
export async function filesOf(dir: string): Promise<readonly string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort();
}

export async function textOf(dir: string): Promise<string> {
  const texts = await Promise.all((await filesOf(dir)).map(path => readFile(path, 'latin1')));
  return texts.join('');
}

/** Signals whose ledger does not balance. */
export function unbalanced(delivery: Delivery): readonly string[] {
  const { signals } = delivery.health();
  return SIGNALS.filter(signal => imbalance(signals[signal] as SignalLedger) !== 0);
}
