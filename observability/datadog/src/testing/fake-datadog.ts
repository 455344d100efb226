import { type Arrived, type FakeDestination, LoopbackServer, type ReceivedRequest } from '@mastra/exporter-conformance';
import {
  distributionsBody,
  evaluationsBody,
  logsBody,
  seriesBody,
  spansBody,
  type WireDistribution,
  type WireGauge,
  type WireJudgement,
  type WireLog,
  type WireSpan,
} from './wire.ts';

export const API_KEY = '0123456789abcdef0123456789abcdef';

/** Datadog's intakes on the loopback interface, which refuse what is not as documented. */
export class FakeDatadog extends LoopbackServer implements FakeDestination {
  /** What one request may have, in bytes without compression. @default Datadog's 5 MB */
  maxRequestBytes = 5 * 1024 * 1024;
  /** Said in the answer to a request that is accepted all the same. */
  complaint: string | undefined;
  readonly spans: WireSpan[] = [];
  readonly judgements: WireJudgement[] = [];
  readonly logs: WireLog[] = [];
  readonly distributions: WireDistribution[] = [];
  readonly gauges: WireGauge[] = [];

  constructor() {
    super({ answer: request => this.#answer(request) });
  }

  span(name: string): WireSpan {
    const found = this.spans.find(span => span.name.includes(name));
    if (!found) throw new Error(`no span '${name}' among: ${this.spans.map(span => span.name).join(', ')}`);
    return found;
  }

  arrived(): Arrived {
    const judged = (kind: WireJudgement['event_kind']) =>
      this.judgements
        .filter(one => one.event_kind === kind)
        .map(one => ({ name: one.label, value: one.score_value ?? one.categorical_value ?? one.text_value ?? '' }));
    return {
      spans: this.spans.map(span => ({
        id: span.span_id,
        ...(span.parent_id !== 'undefined' && { parentId: span.parent_id }),
        name: span.name,
        isError: span.status === 'error',
        content: JSON.stringify(span),
      })),
      logs: this.logs.map(({ message }) => ({ message })),
      metrics: [
        ...this.gauges.flatMap(({ metric, points }) => points.map(({ value }) => ({ name: metric, value }))),
        ...this.distributions.flatMap(({ metric, points }) =>
          points.flatMap(([, values]) => values.map(value => ({ name: metric, value }))),
        ),
      ],
      scores: judged('evaluation'),
      feedback: judged('feedback'),
    };
  }

  #answer({ path, headers, body }: ReceivedRequest): { status: number; body: string } {
    if (headers['dd-api-key'] !== API_KEY) return { status: 403, body: '{"errors":["Forbidden"]}' };
    if (body.length > this.maxRequestBytes) return { status: 413, body: '{"errors":["Payload too big"]}' };
    try {
      this.#take(path, JSON.parse(body.toString()));
    } catch (error) {
      return { status: 400, body: String(error) };
    }
    return { status: 202, body: JSON.stringify({ errors: this.complaint ? [this.complaint] : [] }) };
  }

  #take(path: string, body: unknown): void {
    switch (path) {
      case '/api/intake/llm-obs/v1/trace/spans':
        this.spans.push(...spansBody.parse(body).data.attributes.spans);
        return;
      case '/api/intake/llm-obs/v2/eval-metric':
        this.judgements.push(...evaluationsBody.parse(body).data.attributes.metrics);
        return;
      case '/api/v2/logs':
        this.logs.push(...logsBody.parse(body));
        return;
      case '/api/v1/distribution_points':
        this.distributions.push(...distributionsBody.parse(body).series);
        return;
      case '/api/v2/series':
        this.gauges.push(...seriesBody.parse(body).series);
        return;
      default:
        throw new Error(`there is no ${path}`);
    }
  }
}
