import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, parse } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** What is kept of files that were put aside. */
export interface RotatedFilesOptions {
  readonly maxFiles?: number;
  readonly compress?: 'gzip' | false;
}

interface RotatedFile {
  readonly name: string;
  /** When it was put aside, in milliseconds since the epoch. */
  readonly at: number;
}

/**
 * The files that a log file leaves behind: `events.ndjson` becomes `events.2026-11-21T10-05-00-123Z.ndjson`, then
 * `….ndjson.gz` where that is asked for.
 */
export class RotatedFiles {
  readonly #path: string;
  readonly #options: RotatedFilesOptions;
  readonly #pattern: RegExp;

  constructor(path: string, options: RotatedFilesOptions) {
    const { name, ext } = parse(path);
    this.#path = path;
    this.#options = options;
    this.#pattern = new RegExp(
      `^${escaped(name)}\\.(\\d{4}-\\d{2}-\\d{2})T(\\d{2})-(\\d{2})-(\\d{2})-(\\d{3})Z${escaped(ext)}(?:\\.gz)?$`,
    );
  }

  /** Puts the file aside. Names sort like the files' ages, also where a clock stands still or runs backwards. */
  async add(now: Date): Promise<void> {
    const { dir, name, ext } = parse(this.#path);
    const newest = (await this.#list()).at(-1)?.at ?? 0;
    const at = new Date(Math.max(now.getTime(), newest + 1));
    await rename(this.#path, join(dir, `${name}.${at.toISOString().replace(/[:.]/g, '-')}${ext}`));
  }

  /** Compresses what is to be, also what an earlier process did not get to, and takes away what is too much. */
  async tidy(): Promise<void> {
    const folder = dirname(this.#path);
    const files = await this.#list();
    const { maxFiles = Number.POSITIVE_INFINITY, compress } = this.#options;
    const surplus = Math.max(0, files.length - maxFiles);
    for (const { name } of files.slice(0, surplus)) await rm(join(folder, name), { force: true });
    if (compress !== 'gzip') return;
    for (const { name } of files.slice(surplus)) if (!name.endsWith('.gz')) await compressFile(join(folder, name));
  }

  /** The oldest first. */
  async #list(): Promise<readonly RotatedFile[]> {
    const files = (await readdir(dirname(this.#path))).flatMap(name => {
      const [, day, hour, minute, second, ms] = this.#pattern.exec(name) ?? [];
      return day === undefined ? [] : [{ name, at: Date.parse(`${day}T${hour}:${minute}:${second}.${ms}Z`) }];
    });
    return files.sort((a, b) => a.at - b.at);
  }
}

/** The compressed file appears under its name only when it is whole; until then the other one is there. */
async function compressFile(path: string): Promise<void> {
  const unfinished = `${path}.gz.tmp`;
  const { mode } = await stat(path);
  await pipeline(createReadStream(path), createGzip(), createWriteStream(unfinished, { mode: mode & 0o777 }));
  await rename(unfinished, `${path}.gz`);
  await rm(path);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
