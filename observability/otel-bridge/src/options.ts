import { parseOrThrow } from '@mastra/core/error';
import type { TracerProvider } from '@opentelemetry/api';
import { z } from 'zod';

/** What `new OtelBridge(…)` takes. */
export interface OtelBridgeOptions {
  /** Where spans are made. @default the one that was registered with `trace.setGlobalTracerProvider` */
  readonly tracerProvider?: TracerProvider;
  /**
   * Write what was asked and answered (messages, instructions, tool arguments and results) onto OpenTelemetry's spans, as
   * far as the processors left it. @default false
   */
  readonly includeContent?: boolean;
}

const schema = z.strictObject({
  tracerProvider: z
    .custom<TracerProvider>(
      value => typeof (value as Partial<TracerProvider> | null | undefined)?.getTracer === 'function',
      { error: 'expected a tracer provider of OpenTelemetry: an object with a getTracer(name) function' },
    )
    .optional(),
  includeContent: z.boolean().optional(),
});

/** @throws `MastraError` `OTEL_BRIDGE_OPTIONS_INVALID` */
export function parseOptions(given: OtelBridgeOptions): OtelBridgeOptions {
  return parseOrThrow(schema, given, {
    code: 'OTEL_BRIDGE_OPTIONS_INVALID',
    domain: 'OBSERVABILITY',
    subject: 'new OtelBridge(options)',
  });
}
