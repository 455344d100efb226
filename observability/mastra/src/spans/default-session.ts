import type { DiagnosticLogger } from '@mastra/core/observability';

/**
 * The session of traces that have no other. It is meant for programs with one user: where a process turns out to serve
 * more than one user or thread, their traces would share a session, which is mentioned once.
 */
export class DefaultSession {
  readonly #id: string;
  readonly #logger: Pick<DiagnosticLogger, 'warn'>;
  #user: string | undefined;
  #thread: string | undefined;
  #isShared = false;
  #isUsed = false;
  #warned = false;

  constructor(id: string, logger: Pick<DiagnosticLogger, 'warn'>) {
    this.#id = id;
    this.#logger = logger;
  }

  /** The session of a span: its own, or this one. */
  resolve(own: string | undefined, user: string | undefined, thread: string | undefined): string {
    if (!this.#warned) this.#watch(own, user, thread);
    return own ?? this.#id;
  }

  #watch(own: string | undefined, user: string | undefined, thread: string | undefined): void {
    this.#user ??= user;
    this.#thread ??= thread;
    if (own === undefined) this.#isUsed = true;
    if ((user !== undefined && user !== this.#user) || (thread !== undefined && thread !== this.#thread)) {
      this.#isShared = true;
    }
    if (!this.#isUsed || !this.#isShared) return;
    this.#warned = true;
    this.#logger.warn(
      `[observability] defaultSessionId '${this.#id}' is for programs with one user, and this process serves more than one user or thread: ` +
        'traces without a session of their own share it. Leave it out, and give each run its own: tracingOptions: { sessionId }.',
    );
  }
}
