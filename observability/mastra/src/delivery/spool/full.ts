import type { ResolvedSpool } from '../options.ts';
import type { SpoolDirectory } from './directory.ts';
import { LOWEST_SHARE } from './event-group.ts';
import type { SpoolHost } from './host.ts';

/** Whether events are turned away because of `maxBytes`; says so once each time that it begins. */
export class Fullness {
  readonly #host: SpoolHost;
  readonly #options: ResolvedSpool;
  readonly #path: string;
  #isFull = false;

  constructor(host: SpoolHost, options: ResolvedSpool, path: string) {
    this.#host = host;
    this.#options = options;
    this.#path = path;
  }

  get isFull(): boolean {
    return this.#isFull;
  }

  /** Gives back what nobody needs, and looks again. */
  async review(directory: SpoolDirectory): Promise<void> {
    if (!this.#isFull) return;
    await directory.finishUseless();
    this.#isFull = directory.bytes >= this.#options.maxBytes * LOWEST_SHARE;
  }

  report(): void {
    if (this.#isFull) return;
    this.#isFull = true;
    this.#host.logger.warn(
      `[observability] the spool of ${this.#host.name} in ${this.#path} has reached delivery.spool.maxBytes (${this.#options.maxBytes}): ` +
        'the least valuable events are not written any more. Raise it, or find out why the destination takes nothing.',
    );
  }
}
