import { after, cancel } from '../clock.ts';
import { asOwnWork } from '../context/own-work.ts';
import { RetryAfterError } from './failure.ts';
import { TIMED_OUT, withTimeout } from './timeout.ts';

/** The least that an aborted attempt is given to end, in milliseconds. */
const SHORTEST_GRACE_MS = 500;
const LONGEST_GRACE_MS = 30_000;
/** However many attempts have been abandoned, one is not waited for longer. */
const LONGEST_WAIT_MS = 3_600_000;

/**
 * Attempts to send, one at a time. One that takes too long is aborted, and the next begins when it has ended. Where it
 * ignores the abort it is abandoned after a grace, which doubles with each abandoned attempt that still runs.
 */
export class Attempts {
  readonly #timeoutMs: number;
  #controller: AbortController | undefined;
  #abandoned = 0;
  #running = 0;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** Attempts that went on after they were aborted, and were not waited for. */
  get abandoned(): number {
    return this.#abandoned;
  }

  /** Whether an attempt has taken too long and has not ended yet. */
  get isOverdue(): boolean {
    return this.#controller?.signal.aborted === true;
  }

  /** Resolves when what was sent has arrived; rejects with why it has not. */
  async make(send: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const controller = new AbortController();
    this.#controller = controller;
    // Never rejects, so that nobody has to listen to an attempt that was abandoned.
    const settled = this.#start(send, controller.signal);
    const timer = after(this.#timeoutMs, () => {
      controller.abort(new RetryAfterError(`no answer within ${this.#timeoutMs} ms`, 0));
    });
    const aborted = new Promise<typeof TIMED_OUT>(resolve => {
      controller.signal.addEventListener('abort', () => resolve(TIMED_OUT), { once: true });
    });
    let result: Failed | typeof TIMED_OUT | undefined = await Promise.race([settled, aborted]);
    cancel(timer);
    if (result === TIMED_OUT) {
      const grace = Math.min(Math.max(this.#timeoutMs, SHORTEST_GRACE_MS), LONGEST_GRACE_MS) * 2 ** (this.#running - 1);
      result = await withTimeout(settled, Math.min(grace, LONGEST_WAIT_MS), { holdProcess: false });
      if (result === TIMED_OUT) this.#abandoned++;
      if (result !== undefined) result = { error: controller.signal.reason };
    }
    this.#controller = undefined;
    if (result !== undefined) throw (result as Failed).error;
  }

  /** Aborts the attempt that is being made: nobody will wait for it. */
  abort(): void {
    this.#controller?.abort(new RetryAfterError('the exporter was shut down', 0));
  }

  async #start(send: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<Failed | undefined> {
    this.#running++;
    try {
      await asOwnWork(() => send(signal));
      return undefined;
    } catch (error) {
      return { error };
    } finally {
      this.#running--;
    }
  }
}

interface Failed {
  readonly error: unknown;
}
