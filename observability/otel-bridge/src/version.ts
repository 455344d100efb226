export const PACKAGE_NAME = '@mastra/otel-bridge';
/** Kept equal to package.json by a test. */
export const PACKAGE_VERSION = '0.1.0';
