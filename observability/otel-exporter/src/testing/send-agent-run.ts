import { OtelExporter } from '../exporter/otel-exporter.ts';
import type { OtlpProtocol } from '../otlp/signal.ts';
import { pipelineTo, recordAgentRun } from './pipeline.ts';

/** Sends one run with all five signals to a receiver and fails unless it takes everything: `pnpm send <url> <protocol>`. */
const [url, protocol] = process.argv.slice(2);
const exporter = new OtelExporter({ url, protocol: protocol as OtlpProtocol | undefined, includeContent: true });
const { observability, instance, warnings } = pipelineTo(exporter);
const { agent, tool } = recordAgentRun(instance);
tool.metrics.counter('lookups').add(2, { city: 'Oslo' });
tool.metrics.gauge('depth').set(-4);
const { delivered, failed, pending } = await observability.shutdown({ timeoutMs: 5000 });
process.stdout.write(`${JSON.stringify({ traceId: agent.traceId, delivered, failed, pending, warnings })}\n`);
if (failed > 0 || pending > 0 || warnings.length > 0) process.exitCode = 1;
