export const PACKAGE_NAME = '@mastra/otel-exporter';
/** Kept equal to package.json by a test. */
export const PACKAGE_VERSION = '0.1.0';
