import type { AnyExportedSpan, InitExporterOptions } from '@mastra/core/observability';
import { endedEvent } from '@mastra/exporter-conformance';
import { afterEach, beforeEach, expect } from 'vitest';
import { PosthogExporter } from '../exporter.ts';
import type { PosthogExporterOptions } from '../options.ts';
import { FakePosthog, TOKEN } from './fake-posthog.ts';
import type { WireEvent } from './wire.ts';

const mute = () => undefined;

/** An exporter before a fake PostHog, new for every test of the file. */
export class Bench {
  readonly warnings: string[] = [];
  readonly #posthog = new FakePosthog();
  #exporter: PosthogExporter | undefined;

  get posthog(): FakePosthog {
    return this.#posthog;
  }

  async start(): Promise<this> {
    await this.#posthog.start();
    return this;
  }

  async stop(): Promise<void> {
    await this.#exporter?.shutdown({ timeoutMs: 10 });
    await this.#posthog.stop();
  }

  /** Ends the exporter that there is, as a program does, and opens another. */
  async open(options: PosthogExporterOptions = {}): Promise<PosthogExporter> {
    await this.#exporter?.shutdown();
    const init: InitExporterOptions = {
      serviceName: 'weather-app',
      environment: 'production',
      histogramBoundsOf: () => [10, 100],
      logger: { debug: mute, info: mute, warn: line => this.warnings.push(line), error: mute },
    };
    const exporter = new PosthogExporter({
      apiKey: TOKEN,
      host: this.#posthog.url,
      maxBatchWaitMs: 60_000,
      retry: { initialDelayMs: 1, maxDelayMs: 2 },
      ...options,
    });
    exporter.init(init);
    this.#exporter = exporter;
    return exporter;
  }

  /** Sends spans that have ended and answers all events that have arrived. */
  async eventsOf(spans: readonly AnyExportedSpan[], options?: PosthogExporterOptions): Promise<readonly WireEvent[]> {
    const exporter = await this.open(options);
    for (const span of spans) exporter.onTracingEvent(endedEvent(span));
    expect(await exporter.flush()).toEqual({ delivered: spans.length, failed: 0, pending: 0 });
    return this.#posthog.events;
  }

  only(event: string): WireEvent {
    expect(this.#posthog.of(event)).toHaveLength(1);
    return this.#posthog.of(event)[0]!;
  }
}

/** The bench of the test that runs. */
export function benchOfTest(): { readonly current: Bench } {
  const holder = { current: new Bench() };
  beforeEach(async () => {
    holder.current = await new Bench().start();
  });
  afterEach(() => holder.current.stop());
  return holder;
}
