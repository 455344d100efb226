export { PosthogExporter } from './exporter.ts';
export type { PosthogExporterOptions } from './options.ts';
