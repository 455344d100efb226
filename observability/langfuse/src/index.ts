export { LangfuseExporter } from './exporter.ts';
export type { LangfuseExporterOptions } from './options.ts';
