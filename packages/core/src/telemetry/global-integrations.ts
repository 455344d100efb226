import type { Telemetry } from 'ai';

/** What `registerTelemetry` of `ai` has registered for the whole process. */
export function globalIntegrations(): readonly Telemetry[] {
  const { AI_SDK_TELEMETRY_INTEGRATIONS: registered } = globalThis as { AI_SDK_TELEMETRY_INTEGRATIONS?: Telemetry[] };
  return registered ?? [];
}
