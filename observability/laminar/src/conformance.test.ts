import { describeExporter } from '@mastra/exporter-conformance';
import { LaminarExporter } from './exporter.ts';
import { LaminarServer } from './testing/laminar-server.ts';

const apiKey = 'laminar-secret-key';

describeExporter<LaminarServer>({
  name: 'LaminarExporter',
  signals: ['tracing', 'score'],
  secrets: [apiKey],
  start: () => new LaminarServer().start(),
  create: ({ url }, options) => new LaminarExporter({ apiKey, baseUrl: url, scoreDelayMs: 0, ...options }),
  createWithUnknownOption: ({ url }) => new LaminarExporter({ apiKey, baseUrl: url, nonsense: true } as never),
});
