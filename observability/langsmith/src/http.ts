import { MastraError } from '@mastra/core/error';
import { failureOfResponse } from '@mastra/observability';

export interface HttpRequest {
  readonly url: string;
  readonly method: 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
  /** What is asked, for messages: `'LangSmith'`. */
  readonly what: string;
}

/** Requests that end when their time is up or the exporter is shut down. */
export class Http {
  readonly #timeoutMs: number;
  readonly #closing = new AbortController();

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** The body of a successful answer. Throws for any other. */
  async send({ url, what, ...init }: HttpRequest): Promise<string> {
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(this.#timeoutMs)]);
    // A redirected POST would come back as a page that was read: it counts as not delivered.
    const response = await fetch(url, { ...init, signal, redirect: 'manual' });
    if (!response.ok) throw await failureOfResponse(response, what);
    const text = await response.text();
    if (!response.headers.get('content-type')?.startsWith('text/html')) return text;
    throw new MastraError({
      code: 'LANGSMITH_ANSWER_UNEXPECTED',
      domain: 'EXPORTER',
      message: `${what} answered with a web page, so there is something else at ${url}. Check the URL.`,
    });
  }

  /** Ends what is under way, so that a destination that does not answer keeps no process alive. */
  close(): void {
    this.#closing.abort();
  }
}
