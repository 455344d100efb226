export { LangSmithExporter } from './exporter.ts';
export type { LangSmithExporterOptions } from './options.ts';
