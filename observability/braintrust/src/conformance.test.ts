import { describeExporter } from '@mastra/exporter-conformance';
import { BraintrustExporter } from './exporter.ts';
import { API_KEY, FakeBraintrust } from './testing/fake-braintrust.ts';

describeExporter<FakeBraintrust>({
  name: 'BraintrustExporter',
  signals: ['tracing', 'score', 'feedback'],
  start: () => FakeBraintrust.start(),
  create: (braintrust, options) =>
    new BraintrustExporter({ apiKey: API_KEY, appUrl: braintrust.url, project: 'conformance', ...options }),
  secrets: [API_KEY],
  createWithUnknownOption: braintrust =>
    new BraintrustExporter({ apiKey: API_KEY, appUrl: braintrust.url, ...{ projekt: 'typo' } }),
});
