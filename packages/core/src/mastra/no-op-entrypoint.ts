import type { FlushResult, ObservabilityEntrypoint } from '../observability/types/index.ts';

const nothing: FlushResult = Object.freeze({ delivered: 0, failed: 0, pending: 0, exporters: Object.freeze({}) });
const ignore = (): void => undefined;

/** Stands in for `mastra.observability` where nothing is configured: every method works, and nothing is recorded. */
export const noOpEntrypoint: ObservabilityEntrypoint = Object.freeze({
  getDefaultInstance: ignore as () => undefined,
  getInstance: ignore as () => undefined,
  getSelectedInstance: ignore as () => undefined,
  attach: ignore,
  setLogLevel: ignore,
  addScore: async () => undefined,
  addFeedback: async () => undefined,
  addScoreToTrace: async () => undefined,
  settled: async () => [],
  flush: async () => nothing,
  drained: async () => undefined,
  shutdown: async () => nothing,
  doctor: async () => ({
    ok: false,
    checks: [
      {
        name: 'configuration',
        ok: false,
        message: 'observability is not configured: give new Mastra({ observability: { serviceName: "my-app" } })',
      },
    ],
  }),
  health: () => ({ status: 'ok' as const, exporters: {} }),
});
