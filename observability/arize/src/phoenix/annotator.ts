import { failureOfResponse, RetryAfterError } from '@mastra/observability';
import { BoundedMap } from '@mastra/observability/exporters';
import { jsonOf } from '../open-inference/fields.ts';
import type { ArizeConfig } from '../options.ts';
import type { Annotation, AnnotationTarget } from './annotation.ts';

const PATHS: Readonly<Record<AnnotationTarget, string>> = {
  span: '/v1/span_annotations',
  trace: '/v1/trace_annotations',
};

/** Targets whose early annotations are remembered until they are sent. */
const MAX_EARLY = 10_000;

/**
 * Puts annotations on spans and traces of Phoenix. Its client library has no time limit, no status of a refusal and no
 * pause that was asked for, so its HTTP interface is used.
 *
 * Phoenix stores an annotation at once where it has the span. Where it has not, because the span still runs or is on its
 * way, Phoenix takes the annotation into a queue of its own, which waits for some minutes; and it is sent once more when
 * the span has been delivered. Phoenix keeps one annotation for a name, target and identifier, so it is there once.
 */
export class Annotator {
  readonly #config: ArizeConfig;
  /** Annotations that came before what they are about, by its id. */
  readonly #early = new BoundedMap<string, Annotation[]>(MAX_EARLY);

  constructor(config: ArizeConfig) {
    this.#config = config;
  }

  async annotate(annotations: readonly Annotation[]): Promise<void> {
    for (const target of ['span', 'trace'] as const) {
      const list = annotations.filter(annotation => annotation.target === target);
      if (list.length > 0) await this.#annotate(target, list);
    }
  }

  /**
   * These spans are in Phoenix now, or about to be.
   *
   * @throws RetryAfterError where Phoenix does not take what came before them: they can be delivered again, and then this.
   */
  async delivered(spans: readonly { readonly id: string; readonly traceId: string }[]): Promise<void> {
    if (this.#early.size === 0) return;
    const ids = new Set(spans.flatMap(({ id, traceId }) => [id, traceId]));
    const due = [...ids].flatMap(id => this.#early.get(id) ?? []);
    for (const target of ['span', 'trace'] as const) {
      const list = due.filter(annotation => annotation.target === target);
      if (list.length === 0) continue;
      try {
        await this.#expectTaken(await this.#post(target, list, false));
      } catch (cause) {
        throw new RetryAfterError(`Phoenix did not take what came before its ${target}: ${String(cause)}`, 0, {
          cause,
        });
      }
    }
    for (const id of ids) this.#early.delete(id);
  }

  async #annotate(target: AnnotationTarget, list: readonly Annotation[]): Promise<void> {
    const response = await this.#post(target, list, true);
    if (response.status !== 404) return this.#expectTaken(response);
    const text = await response.text();
    const missing = list.filter(({ targetId }) => text.includes(targetId));
    // Some other 404: no Phoenix, or one that is too old.
    if (missing.length === 0) throw await failureOfResponse(new Response(text, { status: 404 }), this.#what(target));
    const present = list.filter(annotation => !missing.includes(annotation));
    if (present.length > 0) await this.#expectTaken(await this.#post(target, present, true));
    await this.#expectTaken(await this.#post(target, missing, false));
    for (const annotation of missing) this.#remember(annotation);
  }

  #post(target: AnnotationTarget, list: readonly Annotation[], sync: boolean): Promise<Response> {
    return fetch(`${this.#config.baseUrl}${PATHS[target]}?sync=${sync}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...this.#config.headers },
      body: jsonOf({ data: list.map(({ data }) => data) }),
      redirect: 'manual',
      signal: AbortSignal.timeout(this.#config.timeoutMs),
    });
  }

  async #expectTaken(response: Response): Promise<void> {
    if (!response.ok) throw await failureOfResponse(response, 'Phoenix');
    await response.arrayBuffer();
  }

  #what(target: AnnotationTarget): string {
    return `Phoenix (${PATHS[target]})`;
  }

  #remember(annotation: Annotation): void {
    const known = this.#early.get(annotation.targetId);
    if (known) {
      const { identifier } = annotation.data;
      if (!known.some(({ data }) => data.identifier === identifier)) known.push(annotation);
      return;
    }
    this.#early.set(annotation.targetId, [annotation]);
  }
}
