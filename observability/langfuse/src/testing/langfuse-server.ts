import {
  type Arrived,
  decodeOtlpSpans,
  type FakeDestination,
  type LoopbackAnswer,
  LoopbackServer,
  type OtlpSpan,
  type ReceivedRequest,
} from '@mastra/exporter-conformance';
import { ingestionSchema, type ReceivedScore, scoreBodySchema } from './score-schema.ts';

export interface LangfuseServerOptions {
  /** An older or newer server that takes scores one by one only. */
  readonly takesBatches?: boolean;
}

/** A stand-in for Langfuse: its OTLP endpoint and its two ways in for scores, with the answers of the real one. */
export class LangfuseServer extends LoopbackServer implements FakeDestination {
  /** Bodies of scores that were taken, in order, with the moment that each was given. */
  readonly scores: { readonly timestamp?: string; readonly body: ReceivedScore }[] = [];
  /** The status that Langfuse answers to a single score of a batch. */
  readonly refusals = new Map<string, number>();

  constructor({ takesBatches = true }: LangfuseServerOptions = {}) {
    super({ answer: request => this.#respond(request, takesBatches) });
  }

  get spans(): readonly OtlpSpan[] {
    return this.requestsTo('/api/public/otel/v1/traces').flatMap(({ body }) => decodeOtlpSpans(body));
  }

  requestsTo(path: string): readonly ReceivedRequest[] {
    return this.accepted.filter(request => request.path === path);
  }

  spanNamed(name: string): OtlpSpan {
    const found = this.spans.find(span => span.name === name);
    if (!found) throw new Error(`no span '${name}' arrived: ${this.spans.map(span => span.name).join(', ')}`);
    return found;
  }

  arrived(): Arrived {
    const judgements = this.scores.map(({ body }) => ({ name: body.name, value: body.value, of: body.metadata ?? {} }));
    return {
      spans: this.spans.map(span => ({
        id: span.spanId,
        parentId: span.parentSpanId,
        name: span.name,
        isError: span.attributes['langfuse.observation.level'] === 'ERROR',
        content: JSON.stringify(span.attributes),
      })),
      scores: judgements.filter(({ of }) => !('feedbackSource' in of)).map(({ name, value }) => ({ name, value })),
      feedback: judgements.filter(({ of }) => 'feedbackSource' in of).map(({ name, value }) => ({ name, value })),
    };
  }

  #respond({ path, body }: ReceivedRequest, takesBatches: boolean): LoopbackAnswer {
    if (path === '/api/public/otel/v1/traces') return json(200, {});
    if (path === '/api/public/ingestion' && takesBatches) return this.#batch(body);
    if (path === '/api/public/scores') {
      const parsed = scoreBodySchema.safeParse(JSON.parse(body.toString()));
      if (!parsed.success) return json(400, { message: parsed.error.message });
      const status = this.refusals.get(parsed.data.id);
      if (status) return json(status, { message: 'refused by the test' });
      this.scores.push({ body: parsed.data });
      return json(200, { id: parsed.data.id });
    }
    return json(404, { message: `no such path: ${path}` });
  }

  #batch(bytes: Uint8Array): LoopbackAnswer {
    const parsed = ingestionSchema.safeParse(JSON.parse(bytes.toString()));
    if (!parsed.success) return json(400, { message: parsed.error.message });
    const successes: { id: string; status: number }[] = [];
    const errors: { id: string; status: number; message: string; error?: unknown }[] = [];
    for (const { id, timestamp, body } of parsed.data.batch) {
      const score = scoreBodySchema.safeParse(body);
      const status = this.refusals.get(id) ?? (score.success ? 201 : 400);
      if (score.success && status === 201) {
        this.scores.push({ timestamp, body: score.data });
        successes.push({ id, status });
      } else {
        errors.push({
          id,
          status,
          message: 'Invalid request data',
          error: score.error?.message ?? 'refused by the test',
        });
      }
    }
    return json(207, { successes, errors });
  }
}

function json(status: number, body: unknown): LoopbackAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
