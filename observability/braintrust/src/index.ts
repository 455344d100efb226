export { BraintrustExporter } from './exporter.ts';
export type { BraintrustExporterOptions } from './options.ts';
