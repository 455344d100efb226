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

export const API_KEY = 'ak-0123456789';
export const SPACE_ID = 'U3BhY2U6MTIzNA==';

const annotation = {
  name: z.string().min(1),
  annotator_kind: z.enum(['LLM', 'CODE', 'HUMAN']),
  result: z
    .strictObject({ label: z.string().optional(), score: z.number().optional(), explanation: z.string().optional() })
    .refine(result => Object.keys(result).length > 0),
  metadata: z.record(z.string(), z.unknown()),
  identifier: z.string().min(1),
};
const spanAnnotations = z.strictObject({
  data: z.array(z.strictObject({ span_id: z.string().regex(/^[0-9a-f]{16}$/), ...annotation })).min(1),
});
const traceAnnotations = z.strictObject({
  data: z.array(z.strictObject({ trace_id: z.string().regex(/^[0-9a-f]{32}$/), ...annotation })).min(1),
});

type SpanAnnotation = z.infer<typeof spanAnnotations>['data'][number];
type TraceAnnotation = z.infer<typeof traceAnnotations>['data'][number];

/** What both take: OTLP in protobuf. */
abstract class FakeCollector extends LoopbackServer implements FakeDestination {
  abstract arrived(): Arrived;

  get spans(): readonly OtlpSpan[] {
    return this.accepted.filter(({ path }) => path === '/v1/traces').flatMap(({ body }) => decodeOtlpSpans(body));
  }

  named(name: string): OtlpSpan {
    const found = this.spans.find(span => span.name === name);
    if (!found) throw new Error(`no span '${name}'`);
    return found;
  }

  protected arrivedSpans(): Arrived['spans'] {
    return this.spans.map(span => ({
      id: span.spanId,
      parentId: span.parentSpanId,
      name: span.name,
      isError: span.status.code === 2,
      content: JSON.stringify([span.attributes, span.status, span.events]),
    }));
  }
}

/** A stand-in for Arize AX. */
export class FakeAx extends FakeCollector {
  constructor() {
    super({
      answer: ({ path, headers }) => {
        if (path !== '/v1/traces') return { status: 404 };
        if (headers.authorization !== API_KEY || headers['arize-space-id'] !== SPACE_ID) return { status: 401 };
        return { headers: { 'content-type': 'application/x-protobuf' }, body: '' };
      },
    });
  }

  arrived(): Arrived {
    return { spans: this.arrivedSpans() };
  }
}

/** A stand-in for Phoenix, with its rules for annotations of spans that it does not have (yet). */
export class FakePhoenix extends FakeCollector {
  readonly #kept = new Map<string, SpanAnnotation | TraceAnnotation>();
  readonly #waiting: (SpanAnnotation | TraceAnnotation)[] = [];
  readonly #known = new Set<string>();

  constructor() {
    super({ answer: request => this.#answerTo(request) });
  }

  /** One for every name, target and identifier. */
  get annotations(): readonly (SpanAnnotation | TraceAnnotation)[] {
    return [...this.#kept.values()];
  }

  /** Forgets what waits for its span, as Phoenix does after some minutes. */
  loseWaiting(): void {
    this.#waiting.length = 0;
  }

  arrived(): Arrived {
    const judgements = this.annotations.map(({ name, result, metadata }) => ({
      name,
      value: result.score ?? result.label ?? '',
      isFeedback: 'feedbackSource' in metadata,
    }));
    return {
      spans: this.arrivedSpans(),
      scores: judgements.filter(one => !one.isFeedback).map(({ name, value }) => ({ name, value })),
      feedback: judgements.filter(one => one.isFeedback).map(({ name, value }) => ({ name, value })),
    };
  }

  #answerTo({ path, body, headers }: ReceivedRequest): LoopbackAnswer {
    const { pathname, searchParams } = new URL(path, 'http://phoenix');
    if (headers.authorization !== `Bearer ${API_KEY}`) return { status: 401 };
    if (pathname === '/v1/traces') return this.#takeSpans(body, headers['content-type']);
    const isSync = searchParams.get('sync') === 'true';
    if (pathname === '/v1/span_annotations') return this.#take('Spans', isSync, spanAnnotations.safeParse(parse(body)));
    if (pathname === '/v1/trace_annotations')
      return this.#take('Traces', isSync, traceAnnotations.safeParse(parse(body)));
    return { status: 404, body: '{"detail":"Not Found"}' };
  }

  #takeSpans(body: Uint8Array, contentType: string | undefined): LoopbackAnswer {
    if (contentType !== 'application/x-protobuf') return { status: 415 };
    for (const { spanId, traceId, attributes } of decodeOtlpSpans(body)) {
      parse(String(attributes.metadata));
      this.#known.add(spanId).add(traceId);
    }
    for (const annotation of this.#waiting.splice(0)) this.#keepOrWait(annotation);
    return { headers: { 'content-type': 'application/x-protobuf' }, body: '' };
  }

  #take(
    what: string,
    isSync: boolean,
    parsed: z.ZodSafeParseResult<{ data: (SpanAnnotation | TraceAnnotation)[] }>,
  ): LoopbackAnswer {
    if (!parsed.success) return { status: 422, body: parsed.error.message };
    const { data } = parsed.data;
    const missing = data.map(targetOf).filter(id => !this.#known.has(id));
    if (isSync && missing.length > 0)
      return { status: 404, body: `${what} with IDs ${missing.join(', ')} do not exist.` };
    for (const annotation of data) this.#keepOrWait(annotation);
    return { headers: { 'content-type': 'application/json' }, body: '{"data":[]}' };
  }

  #keepOrWait(annotation: SpanAnnotation | TraceAnnotation): void {
    const target = targetOf(annotation);
    if (this.#known.has(target)) this.#kept.set(`${annotation.name} ${target} ${annotation.identifier}`, annotation);
    else this.#waiting.push(annotation);
  }
}

const targetOf = (annotation: SpanAnnotation | TraceAnnotation): string =>
  'span_id' in annotation ? annotation.span_id : annotation.trace_id;

/** Phoenix's database takes no unpaired surrogates. */
const parse = (body: Buffer | string): unknown =>
  JSON.parse(body.toString(), (_key, value) => {
    if (typeof value === 'string' && !value.isWellFormed()) throw new Error('an unpaired surrogate');
    return value;
  });
