import { dash0, dynatrace, grafanaCloud, honeycomb, newRelic, signozCloud } from './cloud.ts';
import { collector, datadogAgent, jaeger } from './local.ts';
import { axiom, traceloop } from './partial.ts';

/**
 * Where and how the common backends take OTLP: addresses, headers, the signals that they take and the temporality that
 * they want. To be spread into the options, which win.
 *
 * @example
 * new OtelExporter({ ...presets.honeycomb({ apiKey: '…' }), includeContent: true });
 * @throws MastraError `OTEL_PRESET_OPTIONS_INVALID`
 */
export const presets = {
  axiom,
  collector,
  dash0,
  datadogAgent,
  dynatrace,
  grafanaCloud,
  honeycomb,
  jaeger,
  newRelic,
  signozCloud,
  traceloop,
} as const;
