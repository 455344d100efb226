import { mkdir, mkdtemp, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The short-lived files through which rows reach the engine. */
export class LoadFiles {
  readonly #dir: string;
  #count = 0;

  private constructor(dir: string) {
    this.#dir = dir;
  }

  /** In this directory, which is emptied first; `null` for one of the system's temporary ones. */
  static async in(dir: string | null): Promise<LoadFiles> {
    if (dir === null) return new LoadFiles(await mkdtemp(join(tmpdir(), 'mastra-duckdb-')));
    await rm(dir, { recursive: true, force: true });
    await mkdir(dir, { mode: 0o700 });
    return new LoadFiles(dir);
  }

  /** Writes the parts into a new file and answers its path. */
  async write(parts: readonly Uint8Array[]): Promise<string> {
    const path = join(this.#dir, `${this.#count++}.ndjson`);
    await writeFile(path, parts, { mode: 0o600 });
    return path;
  }

  async drop(path: string): Promise<void> {
    await unlink(path);
  }

  /** Removes the directory with all that is in it. */
  async remove(): Promise<void> {
    await rm(this.#dir, { recursive: true, force: true });
  }
}
