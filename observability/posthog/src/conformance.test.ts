import { describeExporter } from '@mastra/exporter-conformance';
import { PosthogExporter } from './exporter.ts';
import { FakePosthog, TOKEN } from './testing/fake-posthog.ts';

describeExporter<FakePosthog>({
  name: 'PosthogExporter',
  signals: ['tracing', 'log', 'metric', 'score', 'feedback'],
  secrets: [TOKEN],
  start: () => new FakePosthog().start(),
  create: ({ url }, options) => new PosthogExporter({ ...options, apiKey: TOKEN, host: url, metrics: true }),
  createWithUnknownOption: ({ url }) =>
    new PosthogExporter({ apiKey: TOKEN, host: url, ...({ colour: 'red' } as object) }),
});
