import { registerObservabilityFactory } from '@mastra/core/observability';
import { Observability } from './instances/observability.ts';

// What `new Mastra({ observability: { … } })` is carried out by.
registerObservabilityFactory(config => new Observability(config));

export { type FrameworkLoggerOptions, loggerFrom } from './adapters/framework.ts';
export type { LevelNames } from './adapters/levels.ts';
export { type PinoDestination, type PinoDestinationOptions, pinoDestination } from './adapters/pino.ts';
export type { PinoLineOptions } from './adapters/pino-line.ts';
export type { LogAdapterOptions, LogTarget } from './adapters/target.ts';
export { WinstonTransport, type WinstonTransportOptions, winstonTransport } from './adapters/winston.ts';
export { BaseObservabilityEventBus, type EventBusOptions } from './bus/base.ts';
export { ObservabilityBus } from './bus/observability.ts';
export {
  type ExtractedContext,
  extractContext,
  type HeaderSource,
  type InjectOptions,
  injectContext,
} from './context/propagation.ts';
export { destinationFailure } from './delivery/classify.ts';
export { type DeliveryFailure, RetryAfterError, UnsupportedSignalError } from './delivery/failure.ts';
export { failureOfResponse, HttpStatusError, retryAfterMs } from './delivery/http.ts';
export type { QuarantinedEvent } from './delivery/quarantine.ts';
export type { SendOptions } from './delivery/sender.ts';
export { BaseExporter } from './exporters/base.ts';
export { type TraceTreeOptions, traceTree } from './exporters/console/trace-tree.ts';
export { ConsoleExporter, type ConsoleExporterOptions } from './exporters/console.ts';
export { DefaultExporter, type DefaultExporterOptions } from './exporters/default.ts';
export { InMemoryExporter, type InMemoryExporterOptions } from './exporters/in-memory.ts';
export { JsonExporter, type JsonExporterOptions } from './exporters/json.ts';
export type { ExporterOptions } from './exporters/options.ts';
export { loadPeer, rethrow } from './exporters/peer.ts';
export { QueuedExporter } from './exporters/queued.ts';
export type { SpanSelectionOptions } from './exporters/span-selection.ts';
export { BaseObservabilityInstance } from './instances/base.ts';
export { Observability, type ObservabilityConfigs } from './instances/observability.ts';
export { DEFAULT_BLOCKED_LABELS } from './metrics/cardinality.ts';
export { type BuiltInMetric, METRIC_CATALOGUE } from './metrics/catalogue.ts';
export { listedPrices } from './metrics/pricing/price-list.ts';
export { PRICES_AS_OF } from './metrics/pricing/prices.data.ts';
export { expectNoSecrets, type StoredSecret } from './processors/expect-no-secrets.ts';
export type {
  RedactionStyle,
  SensitiveDataFilterOptions,
  SensitivePattern,
} from './processors/filter-options.ts';
export { DEFAULT_RECOGNISERS, RECOGNISER_GROUPS, type RecogniserGroup } from './processors/recognisers.ts';
export { type RedactionExplanation, type RedactionStats, SensitiveDataFilter } from './processors/sensitive-data.ts';
export { DEFAULT_SENSITIVE_FIELDS } from './processors/telling-names.ts';
export { VENDOR_KEYS_VERSION } from './processors/vendor-keys.ts';
