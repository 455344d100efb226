import {
  type Arrived,
  decodeOtlpSpans,
  type FakeDestination,
  type LoopbackAnswer,
  LoopbackServer,
  type OtlpSpan,
  type ReceivedRequest,
} from '@mastra/exporter-conformance';
import { z } from 'zod';

const id = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const common = {
  name: z.string(),
  score: z.number(),
  source: z.literal('Code'),
  metadata: z.record(z.string(), z.unknown()),
};

/** What Laminar's endpoint for scores takes: of a trace or of a span. */
const scoreSchema = z.union([z.strictObject({ ...common, traceId: id }), z.strictObject({ ...common, spanId: id })]);

export type ReceivedScore = z.output<typeof scoreSchema>;

/** A stand-in for Laminar: its OTLP endpoint, and the one for scores, which refuses what it does not know. */
export class LaminarServer extends LoopbackServer implements FakeDestination {
  readonly scores: ReceivedScore[] = [];
  /** Spans and traces, as Laminar writes their ids, that it has not taken in (yet). */
  readonly unknown = new Set<string>();

  constructor() {
    super({ answer: request => this.#respond(request) });
  }

  get spans(): readonly OtlpSpan[] {
    return this.requestsTo('/v1/traces').flatMap(({ body }) => decodeOtlpSpans(body));
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
    return {
      spans: this.spans.map(span => ({
        id: span.spanId,
        parentId: span.parentSpanId,
        name: span.name,
        isError: span.events.some(({ name }) => name === 'exception'),
        content: JSON.stringify([span.attributes, span.events]),
      })),
      scores: this.scores.map(({ name, score }) => ({ name, value: score })),
    };
  }

  #respond({ path, body }: ReceivedRequest): LoopbackAnswer {
    if (path === '/v1/traces') return { status: 200 };
    if (path !== '/v1/evaluators/score') return { status: 404, body: `no such path: ${path}` };
    const parsed = scoreSchema.safeParse(JSON.parse(body.toString()));
    if (!parsed.success) return { status: 400, body: parsed.error.message };
    const target = 'spanId' in parsed.data ? parsed.data.spanId : parsed.data.traceId;
    if (this.unknown.has(target)) return { status: 404, body: 'No matching spans found' };
    this.scores.push(parsed.data);
    return { status: 200 };
  }
}
