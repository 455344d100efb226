import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const cwd = fileURLToPath(new URL('../..', import.meta.url));

/** A program in which a package is not installed. It says what its exporter says of itself. */
const program = (missing: string, protocol: string) => `
  import { registerHooks } from 'node:module';
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier !== '${missing}') return next(specifier, context);
      throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
    },
  });
  const { OtelExporter } = await import('./src/index.ts');
  const exporter = new OtelExporter({ url: 'http://127.0.0.1:9', protocol: '${protocol}' });
  exporter.__setLogger({ debug() {}, info() {}, warn() {}, error() {} });
  const span = { id: '1'.repeat(16), traceId: '2'.repeat(32), name: 'work', type: 'generic', startTime: new Date(), endTime: new Date() };
  exporter.onTracingEvent({ type: 'span.ended', exportedSpan: span });
  await exporter.flush({ timeoutMs: 5000 });
  const { lastError, signals } = exporter.health();
  process.stdout.write(JSON.stringify({ lastError, queued: signals.tracing.queued }));
  process.exit();
`;

it.each([
  ['@opentelemetry/otlp-transformer', 'http/protobuf'],
  ['@grpc/grpc-js', 'grpc'],
])('without %s the exporter keeps its events and says what to install', async (missing, protocol) => {
  const flags = ['--conditions=mastra-source', '--input-type=module', '-e', program(missing, protocol)];
  const { stdout } = await promisify(execFile)(process.execPath, flags, { cwd });
  const { lastError, queued } = JSON.parse(stdout) as { readonly lastError: string; readonly queued: number };
  expect(lastError).toContain(`OtelExporter needs the package '${missing}'`);
  expect(lastError).toContain(`npm install ${missing}`);
  expect(queued).toBe(1);
});
