import { afterEach, beforeEach, expect } from 'vitest';
import { OtelExporter, type OtelExporterOptions } from '../index.ts';
import { OtlpDestination } from './otlp-destination.ts';
import { pipelineTo, recordAgentRun } from './pipeline.ts';
import { logsOf, metricsOf, type ReceivedLog, type ReceivedMetric, type ReceivedSpan, spansOf } from './received.ts';

type Pipeline = ReturnType<typeof pipelineTo>;

/** A receiver for each test, and pipelines to it. To be made once in a file of tests. */
export class Wire {
  #destination: OtlpDestination | undefined;
  readonly #open: Pipeline['observability'][] = [];

  constructor() {
    beforeEach(async () => {
      this.#destination = await new OtlpDestination().start();
    });
    afterEach(async () => {
      await Promise.all(this.#open.splice(0).map(one => one.shutdown({ timeoutMs: 1 })));
      await this.destination.stop();
    });
  }

  get destination(): OtlpDestination {
    if (!this.#destination) throw new Error('the receiver lives as long as a test');
    return this.#destination;
  }

  get spans(): readonly ReceivedSpan[] {
    return this.destination.requests('traces').flatMap(spansOf);
  }

  get logs(): readonly ReceivedLog[] {
    return this.destination.requests('logs').flatMap(logsOf);
  }

  get metrics(): readonly ReceivedMetric[] {
    return this.destination.requests('metrics').flatMap(metricsOf);
  }

  pipeline(options: OtelExporterOptions = {}): Pipeline {
    const made = pipelineTo(new OtelExporter({ url: this.destination.url, ...options }));
    this.#open.push(made.observability);
    return made;
  }

  async sendAgentRun(options: OtelExporterOptions = {}) {
    const { observability, instance } = this.pipeline(options);
    const run = recordAgentRun(instance);
    await observability.flush();
    return run;
  }

  /** The one span of this name. */
  span(name: string): ReceivedSpan {
    const found = this.spans.filter(span => span.name === name);
    expect(found.map(span => span.name)).toEqual([name]);
    return found[0]!;
  }

  /** The one metric of this name. */
  metric(name: string): ReceivedMetric {
    const found = this.metrics.filter(metric => metric.name === name);
    expect(found.map(metric => metric.name)).toEqual([name]);
    return found[0]!;
  }
}
