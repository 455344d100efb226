import type { DiagnosticLogger } from '@mastra/core/observability';
import { Priority } from '../priority.ts';

/** The part of the quota that may be in use when an event of each priority is still written. */
const SHARE: Readonly<Record<Priority, number>> = {
  [Priority.LOW]: 0.7,
  [Priority.ORDINARY]: 0.85,
  [Priority.HIGH]: 0.95,
  [Priority.PROTECTED]: 1,
};

/** What may be written within `spool.maxBytes`; says so once each time that something is turned away. */
export class DiskQuota {
  readonly #name: string;
  readonly #maxBytes: number;
  readonly #logger: DiagnosticLogger;
  #isExceeded = false;

  constructor(name: string, maxBytes: number, logger: DiagnosticLogger) {
    this.#name = name;
    this.#maxBytes = maxBytes;
    this.#logger = logger;
  }

  /** Whether events are turned away. */
  get isExceeded(): boolean {
    return this.#isExceeded;
  }

  /** Whether an event of some priority may be written when so many bytes will be in use. */
  allows(priority: Priority, bytes: number): boolean {
    return bytes <= this.#maxBytes * SHARE[priority] || this.#exceed();
  }

  /** Whether so many bytes may be in use. */
  allowsBytes(bytes: number): boolean {
    return bytes <= this.#maxBytes || this.#exceed();
  }

  /** So many bytes are in use. */
  review(bytes: number): void {
    this.#isExceeded &&= bytes >= this.#maxBytes * SHARE[Priority.LOW];
  }

  #exceed(): false {
    if (this.#isExceeded) return false;
    this.#isExceeded = true;
    this.#logger.warn(
      `[observability] the spool of ${this.#name} has reached delivery.spool.maxBytes (${this.#maxBytes}): ` +
        'events of the lowest priority are not written any more. Raise it, or find out why the destination takes nothing.',
    );
    return false;
  }
}
