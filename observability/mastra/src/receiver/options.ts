import { parseOrThrow } from '@mastra/core/error';
import type { ObservabilityEntrypoint, ObservabilityInstance } from '@mastra/core/observability';
import { z } from 'zod';
import type { BaseObservabilityInstance } from '../instances/base.ts';

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
   * Asked before a body is read. `false` answers 401; a `Response` is answered as it is; one that throws answers 500.
   *
   * @example
   * authorize: request => request.headers.get('authorization') === `Bearer ${process.env.OTLP_TOKEN}`
   */
  readonly authorize?: (request: Request) => boolean | Response | Promise<boolean | Response>;
  /** A larger body, as it arrives or once it is decompressed, is answered with 413. In bytes. @default 16 MiB */
  readonly maxBodyBytes?: number;
  /** Requests beyond this many at a time are answered with 503 and `Retry-After`. @default 16 */
  readonly maxConcurrentRequests?: number;
  /**
   * When a request is answered: `queued` once its events are in the exporters' queues, `flushed` once they are where the
   * exporters bring them. With `flushed` a store that is down answers 503, and the sender tries again.
   * @default 'queued'
   */
  readonly acknowledge?: 'queued' | 'flushed';
}

/** The pipeline that a receiver feeds. */
export type ReceiverTarget = Pick<BaseObservabilityInstance, 'emit' | 'flush' | 'health' | 'config'>;

/** Receiver options with every default in place. */
export interface ResolvedReceiverOptions {
  readonly target: ReceiverTarget;
  readonly deriveMetrics: boolean;
  readonly authorize: OtlpReceiverOptions['authorize'];
  readonly maxBodyBytes: number;
  readonly maxConcurrentRequests: number;
  readonly acknowledge: 'queued' | 'flushed';
}

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
  maxBodyBytes: count.optional(),
  maxConcurrentRequests: count.optional(),
  acknowledge: z.enum(['queued', 'flushed']).optional(),
});

export function resolveOptions(given: OtlpReceiverOptions): ResolvedReceiverOptions {
  const options = parseOrThrow(schema, given, {
    code: 'OTLP_RECEIVER_OPTIONS_INVALID',
    domain: 'OBSERVABILITY',
    subject: 'What createOtlpReceiver was given',
  });
  const target = options.observability!;
  return Object.freeze({
    target,
    deriveMetrics: options.deriveMetrics ?? target.config.metrics.autoExtract,
    authorize: options.authorize,
    maxBodyBytes: options.maxBodyBytes ?? 16 * 1024 * 1024,
    maxConcurrentRequests: options.maxConcurrentRequests ?? 16,
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
