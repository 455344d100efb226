export { noOpLoggerContext, noOpMetricsContext } from './context.ts';
export { noOpSpan, noOpTracingContext } from './span.ts';
