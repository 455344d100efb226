import type { ObservabilityStorage } from '@mastra/core/storage';

type Fields = Record<string, unknown>;

/** Everything that a store has of a trace, in an order of its own. */
interface Stored {
  readonly spans: readonly Fields[];
  readonly logs: readonly Fields[];
  readonly scores: readonly Fields[];
  readonly feedback: readonly Fields[];
}

const BAGS: ReadonlySet<string> = new Set(['attributes', 'metadata', 'data']);
const WHOLE: ReadonlySet<string> = new Set(['name', 'message', 'input', 'output', 'value']);
const CONVERSATIONS: ReadonlySet<unknown> = new Set(['agent_run', 'model_generation', 'model_step', 'model_inference']);

/** What arrived, without what a receiver adds. */
export async function arrivedForms(store: ObservabilityStorage, traceId: string): Promise<Stored> {
  const { spans, logs, scores, feedback } = await stored(store, traceId);
  return {
    spans: spans.map(span => withoutAdditions(withoutContentOfConversations(span))),
    logs: logs.map(withoutAdditions),
    scores: scores.map(withoutAdditions),
    feedback: feedback.map(withoutAdditions),
  };
}

/** What was sent, without what OTLP has no words for. Each exception is in docs/exporters/otlp-receiver.md. */
export async function sentForms(store: ObservabilityStorage, traceId: string): Promise<Stored> {
  const { spans, logs, scores, feedback } = await stored(store, traceId);
  return {
    spans: spans.map(span => asSent(withoutContentOfConversations(span))),
    logs: logs.map(asSent),
    scores: scores.map(asSent),
    feedback: feedback.map(asSent),
  };
}

async function stored(store: ObservabilityStorage, traceId: string): Promise<Stored> {
  const all = { filters: { traceId }, pagination: { page: 0, perPage: 100 } };
  const trace = await store.getTrace({ traceId });
  const [{ logs }, { scores }, { feedback }] = await Promise.all([
    store.listLogs(all),
    store.listScores(all),
    store.listFeedback(all),
  ]);
  return {
    spans: sorted(trace?.spans ?? [], 'spanId').filter(span => span.endedAt),
    logs: sorted(logs, 'logId'),
    scores: sorted(scores, 'scoreId'),
    feedback: sorted(feedback, 'feedbackId'),
  };
}

function sorted(records: readonly object[], key: string): readonly Fields[] {
  const plain = records.map(record => present(record as Fields));
  return plain.toSorted((a, b) => (String(a[key]) < String(b[key]) ? -1 : 1));
}

/** Without what is `undefined`, what the store itself counts, and the order of spans, which OTLP does not have. */
function present(record: Fields): Fields {
  const { updatedAt: _, createdAt: __, sequence: ___, ...rest } = record;
  return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
}

function withoutAdditions(record: Fields): Fields {
  const { resource, scope, kind, ...metadata } = (record.metadata ?? {}) as Fields;
  return withBags({ ...record, metadata });
}

function asSent(record: Fields): Fields {
  const { links, ...rest } = record;
  const made = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, fieldAsSent(name, value)]));
  return withBags({ ...made, links: (links as readonly Fields[] | undefined)?.map(linkAsSent) });
}

/** Names, messages and payloads are sent as they are; an empty text elsewhere, and `null` in a bag, say nothing. */
function fieldAsSent(name: string, value: unknown): unknown {
  if (BAGS.has(name)) return withoutNull(value as Fields);
  return value === '' && !WHOLE.has(name) ? undefined : value;
}

function linkAsSent({ attributes, ...target }: Fields): Fields {
  return withBags({ ...target, attributes: withoutNull((attributes ?? {}) as Fields) });
}

function withoutNull(bag: Fields): Fields {
  const kept = Object.entries(bag).filter(([, value]) => value !== null);
  return Object.fromEntries(kept);
}

/** An empty object, or list of links, is as good as none. */
function withBags(record: Fields): Fields {
  const kept = Object.entries(record).filter(
    ([name, value]) => value !== undefined && JSON.stringify(value) !== '{}' && !(name === 'links' && isEmpty(value)),
  );
  return Object.fromEntries(kept);
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function withoutContentOfConversations(span: Fields): Fields {
  if (!CONVERSATIONS.has(span.spanType)) return span;
  const { input: _, output: __, attributes, ...rest } = span;
  const { instructions: ___, ...others } = (attributes ?? {}) as Fields;
  return { ...rest, attributes: others };
}
