// A program with `flushOnExit` whose own `once('SIGTERM')` takes a while: nobody may end it in the middle.
import { type ObservabilityExporter, registerObservabilityFactory } from '@mastra/core/observability';
import { Observability } from '../../instances/observability.ts';

registerObservabilityFactory(config => new Observability(config));
const delivered: string[] = [];
const exporter: ObservabilityExporter = { name: 'own', onLogEvent: ({ log }) => void delivered.push(log.message) };
const observability = new Observability({ serviceName: 'signalled', exporters: [exporter], flushOnExit: true });
observability.getDefaultInstance().getLoggerContext().info('hello');
if (process.argv[2] === 'with-own-listener') {
  process.once('SIGTERM', () => {
    setTimeout(() => {
      process.stdout.write(`finished with ${delivered.length}\n`);
      process.exit(0);
    }, 300);
  });
}
setInterval(() => undefined, 1000);
process.stdout.write('ready\n');
