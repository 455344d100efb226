import { type AnySpan, getAmbientSpan, type TracingContext, type TracingOptions } from '@mastra/core/observability';
import { isSpanId, isTraceId } from '../spans/ids.ts';
import { baggageWithout, parseBaggage, writeBaggage } from './baggage.ts';

/** Anything that headers come in: a plain object, `IncomingMessage.headers`, or `Headers`. */
export type HeaderSource =
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | { get(name: string): string | null | undefined };

/** What an incoming carrier says: give it to a run as its `tracingOptions`. */
export interface ExtractedContext extends TracingOptions {
  /** The span that called; the same as `parentSpanId`. */
  readonly spanId?: string;
}

export interface InjectOptions {
  /**
   * Ids that travel in the `baggage` header, where every service on the way can read them. User and organization stay
   * at home unless they are named here. @default thread, run and request
   */
  readonly baggage?: readonly ('threadId' | 'runId' | 'requestId' | 'userId' | 'organizationId' | 'resourceId')[];
}

export interface ExtractOptions {
  /**
   * Take `userId`, `organizationId` and `resourceId` from the headers. Only for callers that are authenticated and trusted to
   * say for whom they work: everybody can write a header. @default false
   */
  readonly trustIdentity?: boolean;
}

const SESSION_HEADER = 'x-mastra-session-id';
const DEFAULT_BAGGAGE: NonNullable<InjectOptions['baggage']> = ['threadId', 'runId', 'requestId'];
/** Baggage members of ours, by the field they carry. */
const MEMBERS = {
  threadId: 'mastra.thread.id',
  runId: 'mastra.run.id',
  requestId: 'mastra.request.id',
  userId: 'mastra.user.id',
  organizationId: 'mastra.organization.id',
  resourceId: 'mastra.resource.id',
} as const;
/** Fields that say for whom something is done. */
const IDENTITY: ReadonlySet<string> = new Set(['userId', 'organizationId', 'resourceId']);

const OUR_PREFIX = 'mastra.';
/** Longest id that is taken from a header or written into one. A longer one is no id, and servers refuse such headers. */
const MAX_ID = 256;
/** Longest `tracestate`, which is what W3C Trace Context asks to be handed on. */
const MAX_TRACE_STATE = 512;
const HEADER_TEXT = /^[ -~]+$/;

/** W3C Trace Context, https://www.w3.org/TR/trace-context/#traceparent-header */
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/**
 * The headers that let another process continue this trace: `traceparent`, `tracestate`, `baggage` and
 * `x-mastra-session-id`. A value that is not there writes no header. The result is a plain object that can be sent with
 * a request or stored with a job.
 *
 * @example
 * await fetch(url, { headers: { ...injectContext(tracing), 'content-type': 'application/json' } });
 */
export function injectContext(
  context: TracingContext | AnySpan | undefined = getAmbientSpan(),
  options: InjectOptions = {},
): Record<string, string> {
  const headers: Record<string, string> = {};
  if (!context) return headers;
  const span = 'createChildSpan' in context ? context : context.currentSpan;
  const ids = span ? { ...span.correlation, traceId: span.traceId, spanId: span.id } : (context as TracingContext);
  const { traceId, spanId } = ids;
  if (isTraceId(traceId) && isSpanId(spanId)) {
    headers.traceparent = `00-${traceId}-${spanId}-${span && !span.isRecording ? '00' : '01'}`;
    const state = traceStateOf(span?.traceState);
    if (state) headers.tracestate = state;
  }
  const members = (options.baggage ?? DEFAULT_BAGGAGE).flatMap(field => {
    const value = (ids as Readonly<Record<string, unknown>>)[field];
    return isId(value) ? [[MEMBERS[field], value] as const] : [];
  });
  const baggage = writeBaggage(members, baggageWithout(span?.baggage ?? '', OUR_PREFIX));
  if (baggage !== '') headers.baggage = baggage;
  // A header holds visible ASCII only; what is more goes encoded.
  if (isId(ids.sessionId)) headers[SESSION_HEADER] = encodeURIComponent(ids.sessionId.toWellFormed());
  return headers;
}

/**
 * Reads what `injectContext`, or any W3C-conforming service, wrote. A malformed or oversized header is ignored, never thrown.
 * Baggage of others is handed on to the services that the run calls. Who the user is comes from your authentication, not from
 * headers, unless `trustIdentity` says otherwise.
 *
 * @example
 * await agent.generate(question, { tracingOptions: extractContext(request.headers) });
 */
export function extractContext(headers: HeaderSource, options: ExtractOptions = {}): ExtractedContext {
  const read = reader(headers);
  const out: { -readonly [K in keyof ExtractedContext]: ExtractedContext[K] } = {};
  const parent = TRACEPARENT.exec(read('traceparent')?.trim() ?? '');
  if (
    parent &&
    parent[1] !== 'ff' &&
    !(parent[1] === '00' && parent[5]) &&
    isTraceId(parent[2]) &&
    isSpanId(parent[3])
  ) {
    out.traceId = parent[2];
    out.parentSpanId = parent[3];
    out.spanId = parent[3];
    out.sampled = (Number.parseInt(parent[4]!, 16) & 1) === 1;
    // The state of a trace without its parent means nothing.
    const state = traceStateOf(read('tracestate')?.trim());
    if (state) out.traceState = state;
  }
  const baggage = read('baggage') ?? '';
  const members = parseBaggage(baggage);
  for (const [field, member] of Object.entries(MEMBERS) as [keyof typeof MEMBERS, string][]) {
    const value = members.get(member);
    if (isId(value) && (options.trustIdentity || !IDENTITY.has(field))) out[field] = value;
  }
  const others = baggageWithout(baggage, OUR_PREFIX);
  if (others !== '') out.baggage = others;
  const session = decode(read(SESSION_HEADER)?.trim() ?? '');
  if (isId(session)) out.sessionId = session;
  return out;
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_ID;
}

function traceStateOf(state: unknown): string | undefined {
  return typeof state === 'string' && state.length <= MAX_TRACE_STATE && HEADER_TEXT.test(state) ? state : undefined;
}

function reader(headers: HeaderSource): (name: string) => string | undefined {
  if (typeof headers !== 'object' || headers === null) return () => undefined;
  if (typeof headers.get === 'function') return name => safeGet(headers as Headers, name);
  const byName = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    const text = Array.isArray(value) ? value.join(',') : value;
    if (typeof text === 'string') byName.set(name.toLowerCase(), text);
  }
  return name => byName.get(name);
}

function safeGet(headers: Headers, name: string): string | undefined {
  try {
    const value: unknown = headers.get(name);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
