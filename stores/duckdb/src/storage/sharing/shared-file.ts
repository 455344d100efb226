import { setTimeout as wait } from 'node:timers/promises';
import { MastraError } from '@mastra/core/error';
import type { IngestBatch, IngestOptions, ObservabilityStorage, StorageMethod } from '@mastra/core/storage';
import { ObservabilityDuckDB } from '../domains/observability/index.ts';
import type { ResolvedOptions } from '../options.ts';
import { readAddress } from './address.ts';
import { callExtra, type ExtraMethod, withAbsolutePaths } from './extra.ts';
import { isGone, Link } from './link.ts';
import { Owner } from './owner.ts';

/** How long a call waits for an owner, or to become one, while owners come and go. */
const PATIENCE_MS = 30_000;
/** How long, where somebody has the file who does not share it, or whom nobody knows. */
const PATIENCE_WITH_STRANGERS_MS = 3000;
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 100;

/** What this thread is to the file: it has it open, or it knows who has. */
type Role =
  | { readonly kind: 'owner'; readonly storage: ObservabilityDuckDB; readonly owner: Owner }
  | { readonly kind: 'client'; readonly storage: ObservabilityStorage; readonly link: Link };

/**
 * A database file that threads and processes share. Who opens it first owns it; calls of all others go to the owner. When
 * the owner goes, the next call of anybody makes that one the owner. Calls that were under way are repeated: they change
 * nothing the second time.
 */
export class SharedFile {
  readonly #options: ResolvedOptions;
  #role: Promise<Role> | undefined;

  /** `options.path` is the canonical path of a file that exists. */
  constructor(options: ResolvedOptions) {
    this.#options = options;
  }

  get path(): string {
    return this.#options.path;
  }

  async open(): Promise<void> {
    await this.#current();
  }

  call(method: StorageMethod, args: unknown): Promise<unknown> {
    return this.#persistently(({ storage }) => (storage[method] as (given: unknown) => Promise<unknown>)(args));
  }

  ingest(batch: IngestBatch, options?: IngestOptions): Promise<void> {
    return this.#persistently(({ storage }) => storage.ingest(batch, options));
  }

  extra(method: ExtraMethod, args: unknown): Promise<unknown> {
    const absolute = withAbsolutePaths(args);
    return this.#persistently(role =>
      role.kind === 'owner' ? callExtra(role.storage, method, absolute) : role.link.extra(method, absolute),
    );
  }

  /** Nothing is under way any more. */
  async close(): Promise<void> {
    const role = await this.#role?.catch(() => undefined);
    this.#role = undefined;
    if (role?.kind === 'client') role.link.close();
    if (role?.kind === 'owner') {
      await role.owner.close();
      await role.storage.close();
    }
  }

  async #persistently<T>(task: (role: Role) => Promise<T>): Promise<T> {
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      const current = this.#current();
      const role = await current;
      try {
        return await task(role);
      } catch (error) {
        if (role.kind === 'owner' || !isGone(error)) throw error;
        if (this.#role === current) this.#role = undefined;
        role.link.close();
        if (performance.now() > until) throw error;
      }
    }
  }

  #current(): Promise<Role> {
    if (this.#role) return this.#role;
    const role = this.#become();
    this.#role = role;
    role.catch(() => {
      if (this.#role === role) this.#role = undefined;
    });
    return role;
  }

  async #become(): Promise<Role> {
    const began = performance.now();
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
      const address = await readAddress(this.path);
      const link = address && (await Link.open(address));
      if (link) return { kind: 'client', storage: link.storage, link };
      try {
        return await this.#own();
      } catch (error) {
        if (performance.now() - began > patienceWith(error)) throw error;
      }
      // Not all at once.
      await wait(pause * (0.5 + Math.random()));
    }
  }

  async #own(): Promise<Role> {
    const storage = new ObservabilityDuckDB(this.#options);
    try {
      await storage.init();
      return { kind: 'owner', storage, owner: await Owner.listen(storage, this.path) };
    } catch (error) {
      await storage.close();
      throw error;
    }
  }
}

/** Somebody else has the file, and may share it in a moment; what else goes wrong is not waited for. */
function patienceWith(error: unknown): number {
  const isTaken = MastraError.is(error) && (error.code === 'DUCKDB_LOCKED' || error.code === 'DUCKDB_ALREADY_OPEN');
  if (!isTaken) return Number.NEGATIVE_INFINITY;
  return error.details?.shares === true ? PATIENCE_MS : PATIENCE_WITH_STRANGERS_MS;
}
