import { describeExporter } from '@mastra/exporter-conformance';
import { ArizeExporter } from './exporter.ts';
import { API_KEY, FakeAx, FakePhoenix, SPACE_ID } from './testing/fake-arize.ts';

describeExporter<FakePhoenix>({
  name: 'ArizeExporter to Phoenix',
  signals: ['tracing', 'score', 'feedback'],
  secrets: [API_KEY],
  start: () => new FakePhoenix().start(),
  create: ({ url }, options) =>
    new ArizeExporter({ destination: 'phoenix', endpoint: url, apiKey: API_KEY, ...options }),
  createWithUnknownOption: ({ url }) => new ArizeExporter({ endpoint: url, nonsense: true } as never),
});

describeExporter<FakeAx>({
  name: 'ArizeExporter to Arize AX',
  signals: ['tracing'],
  secrets: [API_KEY, SPACE_ID],
  start: () => new FakeAx().start(),
  create: ({ url }, options) =>
    new ArizeExporter({ endpoint: `${url}/v1`, apiKey: API_KEY, spaceId: SPACE_ID, ...options }),
  createWithUnknownOption: ({ url }) =>
    new ArizeExporter({ endpoint: url, apiKey: API_KEY, spaceId: SPACE_ID, nonsense: true } as never),
});
