import { describeExporter } from '@mastra/exporter-conformance';
import { DatadogExporter } from './exporter.ts';
import { API_KEY, FakeDatadog } from './testing/fake-datadog.ts';

describeExporter<FakeDatadog>({
  name: 'DatadogExporter',
  signals: ['tracing', 'log', 'metric', 'score', 'feedback'],
  secrets: [API_KEY],
  start: () => new FakeDatadog().start(),
  create: ({ url }, options) => new DatadogExporter({ ...options, apiKey: API_KEY, apiUrl: url, logsUrl: url }),
  createWithUnknownOption: ({ url }) =>
    new DatadogExporter({ apiKey: API_KEY, apiUrl: url, logsUrl: url, ...({ colour: 'red' } as object) }),
});
