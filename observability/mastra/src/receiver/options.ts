import { parseOrThrow } from '@mastra/core/error';
import type { ObservabilityEntrypoint, ObservabilityInstance } from '@mastra/core/observability';
import { z } from 'zod';
import type { BaseObservabilityInstance } from '../instances/base.ts';
import type { LocalSpans } from '../spans/local-spans.ts';
import type { OtlpTenant } from './tenant.ts';
import type { BudgetLimits } from './wire/budget.ts';

/** What a receiver is told. */
export interface OtlpReceiverOptions {
  /**
   * Where the events go: `mastra.observability` (its default configuration), or one configuration of it
   * (`mastra.observability.getInstance('name')`).
   */
  readonly observability: ObservabilityEntrypoint | ObservabilityInstance;
  /**
   * Derive the built-in metrics (`mastra_model_input_tokens`, `mastra_agent_duration_ms`, …) from received spans, as from
   * spans of this process. Each has an id made of its span's, so a repeated delivery counts once.
   * @default true, where the configuration has `metrics.autoExtract`
   */
  readonly deriveMetrics?: boolean;
  /**
   * Asked before a body is read. `true` lets the sender in, a tenant too, and all that it sends is of that tenant; `false`
   * and anything else answers 401; a `Response` is answered as it is; one that throws answers 500. Without it only this
   * machine is served.
   *
   * @example
   * authorize: request => request.headers.get('authorization') === `Bearer ${process.env.OTLP_TOKEN}`
   * @example
   * authorize: async request => (await customerOf(request)) ?? false // { organizationId: 'acme' }
   */
  readonly authorize?: (request: Request) => Verdict | Promise<Verdict>;
  /**
   * Whether a sender may say which organization its records belong to, where `authorize` names none: for senders of your
   * own. Otherwise `mastra.organization.id` stays an attribute.
   * @default false
   */
  readonly trustTenant?: boolean;
  /** A larger body, as it arrives or once it is decompressed, is answered with 413. In bytes. @default 16 MiB */
  readonly maxBodyBytes?: number;
  /** Bytes of all bodies that are held at a time; beyond it requests are answered with 503. @default 64 MiB */
  readonly maxBytesUnderWay?: number;
  /** Objects, lists and values of one request; one with more is answered with 413. @default 2_000_000 */
  readonly maxElements?: number;
  /** Elements of all requests under way; beyond it requests are answered with 503. @default 4_000_000 */
  readonly maxElementsUnderWay?: number;
  /** Spans, log records or metrics of one request; one with more is answered with 413. @default 10_000 */
  readonly maxRecords?: number;
  /** Requests beyond this many at a time are answered with 503 and `Retry-After`. @default 16 */
  readonly maxConcurrentRequests?: number;
  /** How long a sender may take over its body, in milliseconds; then it is answered with 408. @default 10_000 */
  readonly bodyTimeoutMs?: number;
  /**
   * When a request is answered: `queued` once its events are in the exporters' queues, `flushed` once they are where the
   * exporters bring them. With `flushed` a store that is down answers 503, and the sender tries again.
   * @default 'queued'
   */
  readonly acknowledge?: 'queued' | 'flushed';
}

/** What `authorize` may answer. */
export type Verdict = boolean | OtlpTenant | Response;

/** The pipeline that a receiver feeds. */
export type ReceiverTarget = Pick<BaseObservabilityInstance, 'emit' | 'flush' | 'health' | 'config'>;

/** Receiver options with every default in place. */
export interface ResolvedReceiverOptions {
  readonly target: ReceiverTarget;
  readonly deriveMetrics: boolean;
  readonly authorize: OtlpReceiverOptions['authorize'];
  readonly trustTenant: boolean;
  /** What all pipelines of the application record themselves. */
  readonly localSpans: readonly LocalSpans[];
  readonly budget: BudgetLimits;
  readonly maxBodyBytes: number;
  readonly maxConcurrentRequests: number;
  readonly bodyTimeoutMs: number;
  readonly acknowledge: 'queued' | 'flushed';
}

const MIB = 1024 * 1024;

const count = z.number().int().min(1);

const schema = z.strictObject({
  observability: z
    .custom<OtlpReceiverOptions['observability']>(value => typeof value === 'object' && value !== null)
    .transform(targetOf)
    .refine(target => target !== undefined, {
      error:
        'expected mastra.observability, an Observability or one instance of it, of @mastra/observability. Give new Mastra({ observability: { serviceName } }) first',
    }),
  deriveMetrics: z.boolean().optional(),
  authorize: z
    .custom<NonNullable<OtlpReceiverOptions['authorize']>>(value => typeof value === 'function', {
      error: 'expected a function',
    })
    .optional(),
  trustTenant: z.boolean().optional(),
  maxBodyBytes: count.optional(),
  maxBytesUnderWay: count.optional(),
  maxElements: count.optional(),
  maxElementsUnderWay: count.optional(),
  maxRecords: count.optional(),
  maxConcurrentRequests: count.optional(),
  bodyTimeoutMs: count.optional(),
  acknowledge: z.enum(['queued', 'flushed']).optional(),
});

export function resolveOptions(given: OtlpReceiverOptions): ResolvedReceiverOptions {
  const options = parseOrThrow(schema, given, {
    code: 'OTLP_RECEIVER_OPTIONS_INVALID',
    domain: 'OBSERVABILITY',
    subject: 'What createOtlpReceiver was given',
  });
  const target = options.observability!;
  const maxBodyBytes = options.maxBodyBytes ?? 16 * MIB;
  const maxElements = options.maxElements ?? 2_000_000;
  return Object.freeze({
    target,
    deriveMetrics: options.deriveMetrics ?? target.config.metrics.autoExtract,
    authorize: options.authorize,
    trustTenant: options.trustTenant ?? false,
    localSpans: localSpansOf(given.observability),
    budget: Object.freeze({
      records: options.maxRecords ?? 10_000,
      elements: maxElements,
      // One request alone has room, compressed and decompressed.
      bytesUnderWay: Math.max(options.maxBytesUnderWay ?? 64 * MIB, 2 * maxBodyBytes),
      elementsUnderWay: Math.max(options.maxElementsUnderWay ?? 4_000_000, maxElements),
    }),
    maxBodyBytes,
    maxConcurrentRequests: options.maxConcurrentRequests ?? 16,
    bodyTimeoutMs: options.bodyTimeoutMs ?? 10_000,
    acknowledge: options.acknowledge ?? 'queued',
  });
}

/** An instance by what it can do: the class may be of another copy of this package. */
function targetOf(given: OtlpReceiverOptions['observability']): ReceiverTarget | undefined {
  const instance: unknown = 'getDefaultInstance' in given ? given.getDefaultInstance() : given;
  const { emit, flush, health, config } = (instance ?? {}) as Partial<ReceiverTarget>;
  const isTarget =
    typeof emit === 'function' &&
    typeof flush === 'function' &&
    typeof health === 'function' &&
    config?.metrics !== undefined;
  return isTarget ? (instance as ReceiverTarget) : undefined;
}

/** What the pipelines record themselves. One of another version of this package does not say. */
function localSpansOf(given: OtlpReceiverOptions['observability']): readonly LocalSpans[] {
  const { instances } = given as { instances?: readonly Partial<BaseObservabilityInstance>[] };
  const all = Array.isArray(instances) ? instances : [given as Partial<BaseObservabilityInstance>];
  return all.flatMap(({ localSpans }) => (localSpans ? [localSpans] : []));
}
