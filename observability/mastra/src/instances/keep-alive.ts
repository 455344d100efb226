import type { DiagnosticLogger } from '@mastra/core/observability';
import { messageOf } from '../delivery/message.ts';

/** What a platform offers to work on after the answer. */
export type WaitUntil = (work: Promise<unknown>) => void;

/**
 * Keeps the platform at work for a trace from its start until its root has ended and everything is delivered. No timer is
 * needed for that: a process that is frozen in between goes on where it was.
 */
export class KeepAlive<Root extends object> {
  readonly #deliver: () => Promise<unknown>;
  readonly #logger: Pick<DiagnosticLogger, 'warn'>;
  readonly #running = new WeakMap<Root, () => void>();
  #warned = false;

  constructor(deliver: () => Promise<unknown>, logger: Pick<DiagnosticLogger, 'warn'>) {
    this.#deliver = deliver;
    this.#logger = logger;
  }

  started(root: Root, waitUntil: WaitUntil | undefined): void {
    if (typeof waitUntil !== 'function') return;
    const delivered = new Promise<void>(resolve => this.#running.set(root, resolve));
    try {
      waitUntil(delivered);
    } catch (error) {
      this.#running.delete(root);
      if (this.#warned) return;
      this.#warned = true;
      this.#logger.warn(
        `[observability] waitUntil failed, so the platform may stop before events are delivered: ${messageOf(error)}`,
      );
    }
  }

  ended(root: Root): void {
    const resolve = this.#running.get(root);
    if (!resolve) return;
    this.#running.delete(root);
    void this.#deliver().then(resolve, resolve);
  }
}
