import type { Arrived, FakeDestination } from '@mastra/exporter-conformance';
import { type LoopbackAnswer, LoopbackServer, type ReceivedRequest } from '@mastra/exporter-conformance';
import { type EnvelopeHeader, envelopeHeaderSchema, itemSchema, type SentryItem } from './protocol.ts';

export interface ReceivedEnvelope {
  readonly path: string;
  readonly header: EnvelopeHeader;
  readonly items: readonly SentryItem[];
}

type PayloadOf<T extends SentryItem[0]['type']> = Extract<SentryItem, readonly [{ type: T }, unknown]>[1];

export const PUBLIC_KEY = '0f0e0d0c0b0a09080706050403020100';
const MIB = 1024 * 1024;

/** A stand-in for Sentry's ingestion: takes what its documentation allows and answers 400 to everything else. */
export class FakeSentry extends LoopbackServer implements FakeDestination {
  /** What was not according to the protocol. */
  readonly violations: string[] = [];
  /** Answers instead of the usual one, for an item type. */
  readonly answers = new Map<SentryItem[0]['type'], LoopbackAnswer>();

  constructor() {
    super({ answer: request => this.#answerTo(request) });
  }

  get dsn(): string {
    return `${this.url.replace('://', `://${PUBLIC_KEY}@`)}/42`;
  }

  /** What was taken. */
  get envelopes(): readonly ReceivedEnvelope[] {
    return this.accepted.map(parse).filter(({ items }) => !items.some(([{ type }]) => this.answers.has(type)));
  }

  payloads<T extends SentryItem[0]['type']>(type: T): readonly PayloadOf<T>[] {
    return this.envelopes.flatMap(({ items }) =>
      items.flatMap(([header, payload]) => (header.type === type ? [payload as PayloadOf<T>] : [])),
    );
  }

  get spans() {
    return this.payloads('span').flatMap(({ items }) => items);
  }
  /** The span of an operation, with its attributes as plain values. */
  span(op: string, index = 0) {
    const found = this.spans.filter(({ attributes }) => attributes['sentry.op']?.value === op)[index];
    if (!found) throw new Error(`no span ${op}`);
    return { ...found, plain: plain(found.attributes) };
  }

  get logs() {
    return this.payloads('log').flatMap(({ items }) => items);
  }
  get metrics() {
    return this.payloads('trace_metric').flatMap(({ items }) => items);
  }

  arrived(): Arrived {
    if (this.violations.length > 0) throw new Error(this.violations.join('\n'));
    return {
      spans: this.spans.map(({ span_id, parent_span_id, name, status, attributes }) => ({
        id: span_id,
        parentId: parent_span_id,
        name,
        isError: status === 'error',
        content: Object.values(attributes)
          .map(({ value }) => String(value))
          .join('\n'),
      })),
      logs: this.logs.map(({ body }) => ({ message: body })),
      metrics: this.metrics.map(({ name, value }) => ({ name, value })),
      scores: this.#judgements('mastra.score', 'score.scorer_id'),
      feedback: this.#judgements('mastra.feedback', 'feedback.type'),
    };
  }

  #judgements(metric: string, named: string) {
    return this.metrics
      .filter(({ name }) => name === metric)
      .map(({ value, attributes }) => ({ name: String(attributes[named]?.value), value }));
  }

  #answerTo(request: ReceivedRequest): LoopbackAnswer {
    try {
      const { path, header, items } = parse(request);
      check(path, header, items);
      const special = items.map(([{ type }]) => this.answers.get(type)).find(Boolean);
      return special ?? { headers: { 'content-type': 'application/json' }, body: '{}' };
    } catch (error) {
      this.violations.push(String(error));
      return { status: 400, body: '{"detail":"invalid envelope"}' };
    }
  }
}

/** By the grammar of https://develop.sentry.dev/sdk/foundations/data-model/envelopes/ : lines, as no item has a length. */
function parse({ path, body }: ReceivedRequest): ReceivedEnvelope {
  const [header, ...lines] = body.toString('utf8').split('\n').filter(Boolean);
  const items: SentryItem[] = [];
  for (let i = 0; i < lines.length; i += 2) {
    items.push(itemSchema.parse([JSON.parse(lines[i]!), JSON.parse(lines[i + 1]!, strict)]));
  }
  return { path, header: envelopeHeaderSchema.parse(JSON.parse(header!)), items };
}

/** Relay's JSON parser takes no unpaired surrogates. */
function strict(key: string, value: unknown): unknown {
  demand(key.isWellFormed() && (typeof value !== 'string' || value.isWellFormed()), 'an unpaired surrogate');
  return value;
}

function check(path: string, header: EnvelopeHeader, items: readonly SentryItem[]): void {
  const { pathname, searchParams } = new URL(path, 'http://sentry');
  if (header.dsn === undefined) {
    demand(pathname === '/api/42/envelope/', `posted to ${pathname}`);
    demand(searchParams.get('sentry_key') === PUBLIC_KEY, 'no key');
    demand(searchParams.get('sentry_version') === '7', 'no version');
  }
  demand(items.length === 1, `${items.length} items`);
  const [item, payload] = items[0]!;
  if (item.type === 'event' || item.type === 'feedback') {
    demand(header.event_id === (payload as PayloadOf<'event'>).event_id, 'event ids differ');
    demand(sizeOf(payload) <= MIB, 'an event above 1 MiB');
  }
  if (item.type === 'span') {
    const { items: spans } = payload as PayloadOf<'span'>;
    demand(header.trace !== undefined, 'spans without a sampling context');
    demand(
      spans.every(span => span.trace_id === header.trace!.trace_id),
      'spans of another trace',
    );
  }
  if ('item_count' in item) {
    const { items: contained } = payload as { items: readonly unknown[] };
    demand(item.item_count === contained.length, 'wrong item_count');
    const max = item.type === 'trace_metric' ? 2048 : MIB;
    for (const one of contained) demand(sizeOf(one) <= max, `${item.type} of ${sizeOf(one)} bytes`);
  }
}

function demand(isMet: boolean, otherwise: string): void {
  if (!isMet) throw new Error(otherwise);
}

/** Attributes without their types. */
export function plain(attributes: Readonly<Record<string, { readonly value: unknown }>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attributes).map(([key, { value }]) => [key, value]));
}

const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
