export { DatadogExporter } from './exporter.ts';
export type { DatadogExporterOptions } from './options.ts';
