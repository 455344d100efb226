import type { DiagnosticLogger } from '../observability/types/index.ts';

/** Each holds on to the run that it belongs to: a judge that hangs must not fill the memory. */
const MAX_AT_WORK = 1000;

/**
 * Work that goes on after the run that began it, such as the scorers of an answer. Nobody waits for it but those who
 * ask here, and its failures end here.
 */
export class BackgroundWork {
  readonly #logger: Pick<DiagnosticLogger, 'warn'>;
  readonly #abort = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #warned = new Set<string>();

  constructor(logger: Pick<DiagnosticLogger, 'warn'>) {
    this.#logger = logger;
  }

  /**
   * Begins some work in a later turn of the event loop. Of each kind of work the first failure is told. Where very much
   * is at work already, further work is left out.
   */
  start(what: string, work: (signal: AbortSignal) => Promise<unknown>): void {
    const { signal } = this.#abort;
    if (signal.aborted) return;
    if (this.#running.size >= MAX_AT_WORK) {
      this.#warnOnce(
        'limit',
        `more than ${MAX_AT_WORK} scorers are at work, so further answers are not judged for now.`,
      );
      return;
    }
    const running = new Promise<void>(resolve => setImmediate(resolve))
      .then(() => work(signal))
      .then(
        () => undefined,
        error => this.#tell(what, error),
      )
      // A logger that throws has nobody left to tell.
      .catch(() => undefined)
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Resolves when nothing is at work any more, or when the time is up; `true` in the first case. */
  async settled(timeoutMs?: number): Promise<boolean> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout =
      timeoutMs === undefined
        ? undefined
        : new Promise<'late'>(resolve => {
            timer = setTimeout(resolve, timeoutMs, 'late');
          });
    try {
      while (this.#running.size > 0) {
        const all = Promise.all(this.#running);
        if ((await (timeout ? Promise.race([all, timeout]) : all)) === 'late') return false;
      }
      return true;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Waits as `settled` does, then tells what is still at work to stop. Nothing begins any more. */
  async stop(timeoutMs: number): Promise<void> {
    await this.settled(timeoutMs);
    this.#abort.abort();
  }

  #tell(what: string, error: unknown): void {
    // Who was told to stop did not fail.
    if (this.#abort.signal.aborted) return;
    const message = error instanceof Error ? error.message : String(error);
    this.#warnOnce(what, `${what} failed: ${message} (Said once; its spans have every failure.)`);
  }

  #warnOnce(what: string, message: string): void {
    if (this.#warned.has(what)) return;
    this.#warned.add(what);
    this.#logger.warn(`[mastra] ${message}`);
  }
}
