import { lstatSync, mkdirSync } from 'node:fs';
import { lstat, mkdir, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MastraError } from '@mastra/core/error';
import { Acknowledged, acknowledgementsPath, isAcknowledgementOfNone } from './acknowledgements.ts';
import { whyNotOurs } from './files.ts';
import { holdDirectory, isAbandoned, newOwnName, SIGN_OF_LIFE, showSignOfLife } from './owner.ts';
import { FORMAT } from './record.ts';
import { SpoolFile } from './spool-file.ts';

/** What the names of our files end with. Those of the first edition ended with the same. */
const SUFFIXES = ['.events', '.quarantine'];

/** A file that an earlier process left. */
export interface InheritedFile {
  readonly file: SpoolFile;
  readonly acknowledged: Acknowledged;
}

/**
 * The files of one exporter in one process. Every process has a directory of its own, named after itself; that of a
 * process which is dead is taken over by renaming it, which only one of several can do.
 */
export class SpoolDirectory {
  readonly path: string;
  readonly #parent: string;
  readonly #segmentBytes: number;
  readonly #files = new Set<SpoolFile>();
  readonly #releases: (() => void)[] = [];
  readonly #inherited = new Set<string>();
  #current: SpoolFile | undefined;
  #count = 0;

  private constructor(parent: string, path: string, segmentBytes: number) {
    this.#parent = parent;
    this.path = path;
    this.#segmentBytes = segmentBytes;
    this.#releases.push(holdDirectory(path));
  }

  /** @throws MastraError `SPOOL_DIRECTORY_NOT_OURS` where the directory of the exporter is somebody else's, or a link. */
  static open(parent: string, segmentBytes: number): SpoolDirectory {
    const path = join(parent, newOwnName());
    mkdirSync(parent, { recursive: true, mode: 0o700 });
    const why = whyNotOurs(lstatSync(parent), 'directory');
    if (why !== undefined) {
      throw new MastraError({
        code: 'SPOOL_DIRECTORY_NOT_OURS',
        domain: 'OBSERVABILITY',
        message: `${parent} is not used: ${why}. Delete it, or name another directory in delivery.spool.dir`,
        details: { path: parent },
      });
    }
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const directory = new SpoolDirectory(parent, path, segmentBytes);
    directory.ready();
    return directory;
  }

  /** Bytes of all files. */
  get bytes(): number {
    let bytes = 0;
    for (const file of this.#files) bytes += file.size;
    return bytes;
  }

  /** The file that is written to. */
  get current(): SpoolFile | undefined {
    return this.#current;
  }

  get files(): Iterable<SpoolFile> {
    return this.#files;
  }

  /** The file to write to: a new one where the last one is large enough. */
  ready(): SpoolFile {
    const current = this.#current;
    if (current && current.size < this.#segmentBytes) return current;
    const file = SpoolFile.create(join(this.path, `${String(++this.#count).padStart(8, '0')}.events`));
    this.#files.add(file);
    this.#current = file;
    current?.finish();
    return file;
  }

  /** The last write failed: the next one goes to another file. */
  abandonCurrent(): void {
    const current = this.#current;
    this.#current = undefined;
    current?.finish();
  }

  /** Takes over what dead processes left, oldest first. What is not ours is left alone, and told of. */
  async inherit(leftAlone: (path: string, why: string) => void): Promise<readonly InheritedFile[]> {
    await showSignOfLife(this.path);
    for (const path of this.#inherited) await showSignOfLife(path);
    const found: InheritedFile[] = [];
    for (const name of (await readdir(this.#parent)).sort()) {
      const left = join(this.#parent, name);
      if (!(await isAbandoned(left, name).catch(() => false))) continue;
      const why = whyNotOurs(await lstat(left), 'directory');
      if (why !== undefined) {
        leftAlone(left, why);
        continue;
      }
      const path = await this.#takeOver(left);
      if (path === undefined) continue;
      const files = (await readdir(path)).sort();
      for (const file of files.filter(one => SUFFIXES.some(suffix => one.endsWith(suffix)))) {
        const one = await this.#recognise(join(path, file), leftAlone);
        if (one) found.push(one);
      }
      // The process died between the end of a file and that of its acknowledgements.
      const orphans = files.filter(file => isAcknowledgementOfNone(file, files));
      for (const orphan of orphans) await rm(join(path, orphan), { force: true, recursive: true });
      await this.#removeIfEmpty(path);
    }
    return found;
  }

  /** Writes down what is needed no more, and deletes the files of which nothing is. */
  async tidy(): Promise<void> {
    for (const file of this.#files) {
      const isOver = file.live <= 0 && !file.isOpen;
      if (file.acknowledgements.hasNews) await file.saveAcknowledgements(isOver);
      if (isOver) await this.#remove(file);
    }
  }

  /** Gives the room of the current file back where nothing in it is needed. */
  async finishUseless(): Promise<void> {
    const current = this.#current;
    if (current && current.live <= 0 && current.size > FORMAT.length) {
      this.abandonCurrent();
      this.ready();
    }
    await this.tidy();
  }

  /** Whether the directory, and the file that is written to, are still where they were. */
  async isThere(): Promise<boolean> {
    const current = this.#current;
    return current === undefined || (await isFileAt(current.path));
  }

  /** Makes the directory again, with what can be saved, and answers the files that are lost. */
  async restore(): Promise<ReadonlySet<SpoolFile>> {
    await mkdir(this.path, { recursive: true, mode: 0o700 });
    await showSignOfLife(this.path);
    const lost = new Set<SpoolFile>();
    for (const file of this.#files) {
      if (await isFileAt(file.path)) continue;
      if (file.isOpen) await file.restore();
      else {
        file.isLost = true;
        lost.add(file);
        this.#files.delete(file);
      }
    }
    return lost;
  }

  saveAcknowledgementsSync(): void {
    for (const file of this.#files) file.saveAcknowledgementsSync();
  }

  async close(): Promise<void> {
    try {
      this.abandonCurrent();
      await this.tidy();
      await this.#removeIfEmpty(this.path);
    } finally {
      for (const release of this.#releases) release();
    }
  }

  async #takeOver(left: string): Promise<string | undefined> {
    const path = join(this.#parent, newOwnName());
    const release = holdDirectory(path);
    try {
      await showSignOfLife(left);
      await rename(left, path);
    } catch {
      // Another process was faster.
      release();
      return undefined;
    }
    this.#releases.push(release);
    this.#inherited.add(path);
    return path;
  }

  async #recognise(path: string, leftAlone: (path: string, why: string) => void): Promise<InheritedFile | undefined> {
    const found = await lstat(path);
    const why = whyNotOurs(found, 'file');
    if (why !== undefined) {
      leftAlone(path, why);
      return undefined;
    }
    const file = SpoolFile.found(path, found.size);
    this.#files.add(file);
    const ackPath = acknowledgementsPath(path);
    const bytes = await readFile(ackPath).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return Buffer.alloc(0);
      throw error;
    });
    return { file, acknowledged: new Acknowledged(bytes) };
  }

  /** Takes a file out that somebody else is to look after. */
  forget(file: SpoolFile): void {
    this.#files.delete(file);
  }

  async #remove(file: SpoolFile): Promise<void> {
    await file.remove();
    this.#files.delete(file);
    const directory = dirname(file.path);
    if (directory !== this.path) await this.#removeIfEmpty(directory);
  }

  async #removeIfEmpty(directory: string): Promise<void> {
    const files = await readdir(directory).catch(() => undefined);
    if (files === undefined || files.some(file => file !== SIGN_OF_LIFE)) return;
    await rm(join(directory, SIGN_OF_LIFE), { force: true });
    await rmdir(directory);
    this.#inherited.delete(directory);
  }
}

async function isFileAt(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
