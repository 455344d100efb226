import { mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { acknowledgementsPath, isAcknowledgementOfNone, saveAcknowledgements } from './acknowledgements.ts';
import { holdDirectory, isAbandoned, newOwnName, SIGN_OF_LIFE, showSignOfLife } from './owner.ts';
import { FORMAT } from './record.ts';
import { type Place, Segment } from './segment.ts';
import { SEGMENT_KINDS, type SegmentKind, SegmentWriter } from './writer.ts';

/** A segment that an earlier process left. */
export interface Inherited {
  readonly segment: Segment;
  readonly kind: SegmentKind;
}

/**
 * The files of one exporter in one process. Every process has a directory of its own, named after itself; that of a
 * process which is dead is taken over by renaming it, which only one of several can do.
 */
export class SpoolDirectory {
  readonly path: string;
  readonly #parent: string;
  readonly #segments = new Set<Segment>();
  readonly #writers: Readonly<Record<SegmentKind, SegmentWriter>>;
  readonly #releases: (() => void)[] = [];
  readonly #inherited = new Set<string>();

  private constructor(parent: string, path: string, segmentBytes: number) {
    this.#parent = parent;
    this.path = path;
    this.#releases.push(holdDirectory(path));
    this.#writers = {
      events: new SegmentWriter(path, 'events', segmentBytes),
      quarantine: new SegmentWriter(path, 'quarantine', segmentBytes),
    };
  }

  static async open(parent: string, segmentBytes: number): Promise<SpoolDirectory> {
    const path = join(parent, newOwnName());
    await mkdir(path, { recursive: true, mode: 0o700 });
    await showSignOfLife(path);
    return new SpoolDirectory(parent, path, segmentBytes);
  }

  /** Bytes of all segments. */
  get bytes(): number {
    let bytes = 0;
    for (const segment of this.#segments) bytes += segment.size;
    return bytes;
  }

  async append(kind: SegmentKind, lines: readonly Buffer[]): Promise<readonly Place[]> {
    const places = await this.#writers[kind].append(lines);
    this.#segments.add(places[0]!.segment);
    return places;
  }

  /** Takes over what dead processes left, oldest first. A file of another format is put aside, and told of. */
  async inherit(setAside: (path: string) => void): Promise<readonly Inherited[]> {
    await showSignOfLife(this.path);
    for (const path of this.#inherited) await showSignOfLife(path);
    const found: Inherited[] = [];
    for (const name of (await readdir(this.#parent)).sort()) {
      const left = join(this.#parent, name);
      if (!(await isAbandoned(left, name).catch(() => false))) continue;
      const path = await this.#takeOver(left);
      if (path === undefined) continue;
      const files = (await readdir(path)).sort();
      for (const file of files) {
        const kind = SEGMENT_KINDS.find(one => file.endsWith(`.${one}`));
        const segment = kind && (await this.#recognise(join(path, file), setAside));
        if (segment) found.push({ segment, kind });
      }
      // The process died between the end of a segment and that of its acknowledgements.
      const orphans = files.filter(file => isAcknowledgementOfNone(file, files));
      for (const orphan of orphans) await rm(join(path, orphan), { force: true });
      await this.#removeIfEmpty(path);
    }
    return found;
  }

  /** Saves what is needed no more, and deletes the segments of which nothing is. */
  async tidy(): Promise<void> {
    for (const segment of this.#segments) {
      const isOver = segment.live <= 0 && !segment.isOpen;
      if (segment.hasNews) await saveAcknowledgements(segment, isOver);
      // News may have come while these were saved; they only make it more over.
      if (isOver) await this.#remove(segment);
    }
  }

  /** Gives the place of an open segment back where nothing in it is needed. */
  async finishUseless(): Promise<void> {
    for (const kind of SEGMENT_KINDS) await this.#writers[kind].finishUseless();
    await this.tidy();
  }

  async close(): Promise<void> {
    try {
      for (const kind of SEGMENT_KINDS) await this.#writers[kind].finish();
      await this.tidy();
      await this.#removeIfEmpty(this.path);
    } finally {
      for (const release of this.#releases) release();
    }
  }

  /** The files went away, or are somebody else's by now. */
  async abandon(): Promise<void> {
    for (const release of this.#releases) release();
    for (const kind of SEGMENT_KINDS) await this.#writers[kind].finish().catch(() => undefined);
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

  async #recognise(path: string, setAside: (path: string) => void): Promise<Segment | undefined> {
    const { size } = await stat(path);
    if (size <= FORMAT.length) {
      await rm(path);
      return undefined;
    }
    if ((await beginningOf(path)) === FORMAT) {
      const segment = new Segment(path, size, false);
      this.#segments.add(segment);
      return segment;
    }
    await rename(path, `${path}.set-aside`);
    setAside(`${path}.set-aside`);
    return undefined;
  }

  async #remove(segment: Segment): Promise<void> {
    await rm(segment.path, { force: true });
    await rm(acknowledgementsPath(segment.path), { force: true });
    this.#segments.delete(segment);
    const directory = dirname(segment.path);
    if (directory !== this.path) await this.#removeIfEmpty(directory);
  }

  async #removeIfEmpty(directory: string): Promise<void> {
    const files = await readdir(directory);
    if (files.some(file => file !== SIGN_OF_LIFE)) return;
    await rm(join(directory, SIGN_OF_LIFE), { force: true });
    await rmdir(directory);
    this.#inherited.delete(directory);
  }
}

async function beginningOf(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { buffer } = await file.read(Buffer.alloc(FORMAT.length), 0, FORMAT.length, 0);
    return buffer.toString();
  } finally {
    await file.close();
  }
}
