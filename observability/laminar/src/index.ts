export { LaminarExporter } from './exporter.ts';
export type { LaminarExporterOptions } from './options.ts';
