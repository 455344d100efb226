export { SentryExporter } from './exporter.ts';
export type { SentryExporterOptions } from './options.ts';
