import { messageOf } from '../message.ts';
import type { SpoolHost } from './host.ts';
import { describeTrouble } from './trouble.ts';

/** How long a spool that failed is left alone. */
const REST_MS = 30_000;

/** Whether the disk can be used, as the last attempt showed; says so once when it no longer can, and once when it can. */
export class Rest {
  readonly #host: SpoolHost;
  readonly #path: string;
  #until = 0;
  #trouble: string | undefined;

  constructor(host: SpoolHost, path: string) {
    this.#host = host;
    this.#path = path;
  }

  /** Why the disk cannot be used. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Until it may be tried again, in milliseconds. */
  get remainingMs(): number {
    return this.#until - this.#host.clock.monotonic();
  }

  begin(error: unknown): void {
    this.#until = this.#host.clock.monotonic() + REST_MS;
    const isNew = this.#trouble === undefined;
    this.#trouble = messageOf(error);
    if (isNew) this.#host.logger.warn(describeTrouble(this.#host.name, this.#path, error));
  }

  end(): void {
    if (this.#trouble === undefined) return;
    this.#trouble = undefined;
    this.#host.logger.info(`[observability] the spool of ${this.#host.name} in ${this.#path} is in use again.`);
  }
}
