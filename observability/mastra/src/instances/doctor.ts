import type { DoctorCheck, DoctorReport, ExporterHealth, Signal } from '@mastra/core/observability';
import type { MastraStorage } from '@mastra/core/storage';
import { messageOf } from '../delivery/message.ts';
import { TIMED_OUT, withTimeout } from '../delivery/timeout.ts';
import type { BaseObservabilityInstance } from './base.ts';
import { unwrittenStore } from './startup-line.ts';

const TIMEOUT_MS = 10_000;
const PROBE = 'observability doctor';

/** Sends a span, a log and a measurement through every exporter of a pipeline, and reads them back where it can. */
export async function examine(
  instance: BaseObservabilityInstance,
  storage: MastraStorage | undefined,
): Promise<DoctorReport> {
  const checks: DoctorCheck[] = [configuration(instance, storage)];
  const before = instance.health().exporters;
  const span = instance.startSpan({ type: 'generic', name: PROBE, parent: null, metadata: { doctor: true } });
  span.logger.fatal(PROBE);
  span.metrics.counter('mastra_doctor_probes').add(1);
  span.end();
  await instance.flush({ timeoutMs: TIMEOUT_MS });
  const after = instance.health().exporters;
  for (const [name, health] of Object.entries(after)) checks.push(exporterCheck(name, before[name], health));
  if (storage && after.default) checks.push(await readBack(storage, span.traceId, span.isRecording));
  return { ok: checks.every(check => check.ok), checks };
}

function configuration(instance: BaseObservabilityInstance, storage: MastraStorage | undefined): DoctorCheck {
  const { sampling, logLevel } = instance.config;
  const troubles: string[] = [];
  if (instance.exporterNames.length === 0) {
    troubles.push('there is no exporter, so nothing is kept: give exporters, or the application a store');
  }
  const unwritten = unwrittenStore(instance, storage);
  if (unwritten) troubles.push(unwritten);
  if (sampling.type === 'never' || (sampling.type === 'ratio' && sampling.probability === 0)) {
    troubles.push("sampling leaves out every trace: set sampling to { type: 'always' }");
  }
  if (logLevel === 'silent') troubles.push("logLevel is 'silent', so no log is recorded");
  const summary = `sampling ${sampling.type}, log level ${logLevel}, exporters ${instance.exporterNames.join(', ') || 'none'}`;
  return { name: 'configuration', ok: troubles.length === 0, message: troubles.join('; ') || summary };
}

function exporterCheck(name: string, before: ExporterHealth | undefined, after: ExporterHealth): DoctorCheck {
  const sent: string[] = [];
  const missing: string[] = [];
  for (const signal of ['tracing', 'log', 'metric'] as const satisfies Signal[]) {
    const { emitted, delivered, sampledOut, filtered } = after.signals[signal];
    const then = before?.signals[signal];
    if (emitted - (then?.emitted ?? 0) === 0) continue;
    const arrived = delivered - (then?.delivered ?? 0);
    const withheld = sampledOut - (then?.sampledOut ?? 0) + filtered - (then?.filtered ?? 0);
    if (arrived > 0) sent.push(signal);
    else missing.push(withheld > 0 ? `${signal} (left out by sampling or a processor)` : signal);
  }
  const parts = [`arrived: ${sent.join(', ') || 'nothing'}`];
  if (missing.length > 0) parts.push(`did not arrive: ${missing.join(', ')}`);
  if (missing.length > 0 && after.lastError) parts.push(`last error: ${after.lastError}`);
  return { name: `exporter ${name}`, ok: missing.length === 0, message: parts.join('; ') };
}

async function readBack(storage: MastraStorage, traceId: string, isRecording: boolean): Promise<DoctorCheck> {
  const name = 'read back';
  if (!isRecording) return { name, ok: false, message: 'the probe was sampled out, so there is nothing to read' };
  try {
    const store = await storage.getStore('observability');
    const found = store && (await withTimeout(store.getTrace({ traceId }), TIMEOUT_MS));
    if (found === TIMED_OUT)
      return { name, ok: false, message: `${storage.name} did not answer within ${TIMEOUT_MS} ms` };
    if (!found)
      return { name, ok: false, message: `${storage.name} does not know trace ${traceId}, which was just written` };
    const logs = store?.logsStrategy ? (await store.listLogs({ filters: { traceId } })).logs.length : 0;
    return {
      name,
      ok: true,
      message: `${storage.name} answered ${found.spans.length} span and ${logs} log of trace ${traceId}`,
    };
  } catch (error) {
    return { name, ok: false, message: `${storage.name} could not be read: ${messageOf(error)}` };
  }
}
