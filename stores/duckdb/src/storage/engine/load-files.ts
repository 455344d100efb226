import { mkdir, mkdtemp, open, rm, rmdir, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PRIVATE_FILE, PRIVATE_FOLDER } from './private-files.ts';

/** The short-lived files through which rows reach the engine. */
export class LoadFiles {
  /** `null`: each file gets a folder of its own in the system's temporary one, and nothing stays between two. */
  readonly #dir: string | null;
  #count = 0;

  private constructor(dir: string | null) {
    this.#dir = dir;
  }

  /** In this directory, which is emptied first; `null` for the system's temporary one. */
  static async in(dir: string | null): Promise<LoadFiles> {
    if (dir !== null) {
      await rm(dir, { recursive: true, force: true });
      await mkdir(dir, { mode: PRIVATE_FOLDER });
    }
    return new LoadFiles(dir);
  }

  /** Writes the parts into a new file and returns its path. */
  async write(parts: readonly Uint8Array[]): Promise<string> {
    const dir = this.#dir ?? (await mkdtemp(join(tmpdir(), 'mastra-duckdb-')));
    const path = join(dir, `${this.#count++}.ndjson`);
    try {
      const file = await open(path, 'wx', PRIVATE_FILE);
      try {
        // One after the other: the file system of Yarn's Plug'n'Play takes no lists.
        for (const part of parts) await file.writeFile(part);
      } finally {
        await file.close();
      }
      return path;
    } catch (error) {
      await this.drop(path).catch(() => undefined);
      throw error;
    }
  }

  async drop(path: string): Promise<void> {
    await unlink(path);
    if (this.#dir === null) await rmdir(dirname(path));
  }

  /** Removes the directory with all that is in it. */
  async remove(): Promise<void> {
    if (this.#dir !== null) await rm(this.#dir, { recursive: true, force: true });
  }
}
