import { describeExporter } from '@mastra/exporter-conformance';
import { LangfuseExporter } from './exporter.ts';
import { LangfuseServer } from './testing/langfuse-server.ts';

const keys = { publicKey: 'pk-lf-conformance', secretKey: 'sk-lf-conformance' };

describeExporter<LangfuseServer>({
  name: 'LangfuseExporter',
  signals: ['tracing', 'score', 'feedback'],
  secrets: [keys.secretKey, Buffer.from(`${keys.publicKey}:${keys.secretKey}`).toString('base64')],
  start: () => new LangfuseServer().start(),
  create: ({ url }, options) => new LangfuseExporter({ ...keys, baseUrl: url, ...options }),
  createWithUnknownOption: ({ url }) => new LangfuseExporter({ ...keys, baseUrl: url, nonsense: true } as never),
});
