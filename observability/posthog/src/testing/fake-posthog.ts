import { type Arrived, type FakeDestination, LoopbackServer, type ReceivedRequest } from '@mastra/exporter-conformance';
import { batchBody, logsBody, metricsBody, type WireEvent, type WireLog, type WireMetric } from './wire.ts';

export const TOKEN = 'phc_0123456789abcdefghijklmnopqrstuvwxyz';

/** PostHog's limit for an event, measured as PostHog does: the event is a text inside JSON. */
const MAX_EVENT_BYTES = 1_000_000;
const MAX_LARGE_EVENT_BYTES = 8 * 1024 * 1024;

/** PostHog's endpoints on the loopback interface, which refuse what is not as documented. */
export class FakePosthog extends LoopbackServer implements FakeDestination {
  /** Said in the answer to a request that is accepted, although its events are thrown away. */
  quotaLimited: string | undefined;
  /** What the logs endpoint says of a batch that it takes in part. */
  partialSuccess: { readonly rejectedLogRecords: string; readonly errorMessage: string } | undefined;
  readonly events: WireEvent[] = [];
  readonly logs: WireLog[] = [];
  readonly metrics: WireMetric[] = [];

  constructor() {
    super({ answer: request => this.#answer(request) });
  }

  of(event: string): readonly WireEvent[] {
    return this.events.filter(one => one.event === event);
  }

  arrived(): Arrived {
    const metrics = this.of('$ai_metric').map(({ properties }) => ({
      isFeedback: properties.feedback_id !== undefined,
      name: String(properties.$ai_metric_name),
      value: Number(properties.$ai_metric_value),
    }));
    const judged = (isFeedback: boolean) =>
      metrics.filter(one => one.isFeedback === isFeedback).map(({ name, value }) => ({ name, value }));
    return {
      spans: this.events
        .filter(({ event }) => ['$ai_span', '$ai_generation', '$ai_embedding'].includes(event))
        .map(({ properties }) => ({
          id: String(properties.$ai_span_id),
          ...(properties.$ai_parent_id !== properties.$ai_trace_id && { parentId: properties.$ai_parent_id }),
          name: String(properties.$ai_span_name),
          isError: properties.$ai_is_error === true,
          content: JSON.stringify(properties),
        })),
      logs: this.logs.map(({ body }) => ({ message: body.stringValue })),
      metrics: this.metrics.flatMap(({ name, gauge, sum }) =>
        [...(gauge?.dataPoints ?? []), ...(sum?.dataPoints ?? [])].map(({ asDouble }) => ({ name, value: asDouble })),
      ),
      scores: judged(false),
      feedback: judged(true),
    };
  }

  #answer(request: ReceivedRequest): { status: number; body: string; headers?: Record<string, string> } {
    try {
      return this.#take(request, JSON.parse(request.body.toString()));
    } catch (error) {
      return { status: 400, body: String(error) };
    }
  }

  #take({ path, headers }: ReceivedRequest, body: unknown): { status: number; body: string } {
    switch (path) {
      case '/batch/':
      case '/i/v0/ai/batch/': {
        const { api_key, batch } = batchBody.parse(body);
        if (api_key !== TOKEN) return { status: 401, body: 'invalid token' };
        const isTooLarge = path === '/batch/' ? isTooLargeForKafka : isTooLargeForAi;
        if (batch.some(isTooLarge)) return { status: 413, body: 'maximum event size exceeded' };
        if (this.quotaLimited) return { status: 200, body: JSON.stringify({ quota_limited: [this.quotaLimited] }) };
        this.events.push(...batch);
        return { status: 200, body: '{"status":"Ok"}' };
      }
      case '/i/v1/logs':
      case '/i/v1/metrics':
        if (headers.authorization !== `Bearer ${TOKEN}`) return { status: 401, body: '' };
        if (path === '/i/v1/logs') {
          this.logs.push(
            ...logsBody.parse(body).resourceLogs.flatMap(one => one.scopeLogs.flatMap(scope => scope.logRecords)),
          );
        } else {
          this.metrics.push(
            ...metricsBody.parse(body).resourceMetrics.flatMap(one => one.scopeMetrics.flatMap(scope => scope.metrics)),
          );
        }
        return { status: 200, body: JSON.stringify({ partialSuccess: this.partialSuccess }) };
      default:
        return { status: 404, body: '' };
    }
  }
}

function isTooLargeForKafka(event: WireEvent): boolean {
  return Buffer.byteLength(JSON.stringify(JSON.stringify(event))) > MAX_EVENT_BYTES;
}

function isTooLargeForAi(event: WireEvent): boolean {
  return Buffer.byteLength(JSON.stringify(event)) > MAX_LARGE_EVENT_BYTES;
}
