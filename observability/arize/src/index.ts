export { ArizeExporter } from './exporter.ts';
export type { ArizeDestination, ArizeExporterOptions } from './options.ts';
