import { describeExporter } from '@mastra/exporter-conformance';
import { SentryExporter } from './exporter.ts';
import { FakeSentry, PUBLIC_KEY } from './testing/fake-sentry.ts';

describeExporter<FakeSentry>({
  name: 'SentryExporter',
  signals: ['tracing', 'log', 'metric', 'score', 'feedback'],
  secrets: [PUBLIC_KEY],
  start: () => new FakeSentry().start(),
  create: ({ dsn }, options) => new SentryExporter({ dsn, includeContent: true, ...options }),
  createWithUnknownOption: ({ dsn }) => new SentryExporter({ dsn, nonsense: true } as never),
});
