import type { DiagnosticLogger } from '@mastra/core/observability';
import type { Clock } from '../../clock.ts';
import { messageOf } from '../message.ts';

/** How long a disk that failed is left alone. */
const PAUSE_MS = 30_000;

/** What to do about a spool that cannot be used, by the system's own code. */
const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: 'Make room on the disk, or lower delivery.spool.maxBytes',
  EDQUOT: 'Make room on the disk, or lower delivery.spool.maxBytes',
  EFBIG: 'Raise the limit of file sizes, or lower delivery.spool.maxBytes',
  EACCES: 'Let this process write there, or name another directory in delivery.spool.dir',
  EPERM: 'Let this process write there, or name another directory in delivery.spool.dir',
  EROFS: 'The file system is read-only: name another directory in delivery.spool.dir',
  ENOTDIR: 'A file is where a directory should be: move it, or name another directory in delivery.spool.dir',
  EEXIST: 'A file is where a directory should be: move it, or name another directory in delivery.spool.dir',
  SPOOL_DIRECTORY_NOT_OURS: 'What is in it is not sent',
};

/** Whether the disk can be used, as the last attempt showed; says so once when it no longer can, and once when it can. */
export class DiskTrouble {
  readonly #name: string;
  readonly #path: string;
  readonly #logger: DiagnosticLogger;
  readonly #clock: Clock;
  #until = 0;
  #message: string | undefined;

  constructor(name: string, path: string, logger: DiagnosticLogger, clock: Clock) {
    this.#name = name;
    this.#path = path;
    this.#logger = logger;
    this.#clock = clock;
  }

  /** Why the disk cannot be used; `undefined` where it can. */
  get message(): string | undefined {
    return this.#message;
  }

  /** Until it may be tried again, in milliseconds. */
  get remainingMs(): number {
    return this.#until - this.#clock.monotonic();
  }

  begin(error: unknown): void {
    this.#until = this.#clock.monotonic() + PAUSE_MS;
    const isNew = this.#message === undefined;
    this.#message = messageOf(error);
    if (!isNew) return;
    const advice = ADVICE[(error as { code?: string })?.code ?? ''] ?? 'See whether the disk is well';
    this.#logger.warn(
      `[observability] the spool of ${this.#name} in ${this.#path} cannot be used: ${this.#message}. ${advice}. ` +
        'Until then events are kept in memory only; the spool is tried again every 30 s.',
    );
  }

  end(): void {
    if (this.#message === undefined) return;
    this.#message = undefined;
    this.#logger.info(`[observability] the spool of ${this.#name} in ${this.#path} is in use again.`);
  }
}
