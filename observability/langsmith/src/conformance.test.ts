import { describeExporter } from '@mastra/exporter-conformance';
import { LangSmithExporter } from './exporter.ts';
import { API_KEY, FakeLangSmith } from './testing/fake-langsmith.ts';

describeExporter<FakeLangSmith>({
  name: 'LangSmithExporter',
  signals: ['tracing', 'score', 'feedback'],
  start: () => FakeLangSmith.start(),
  create: (langsmith, options) => new LangSmithExporter({ apiKey: API_KEY, apiUrl: langsmith.url, ...options }),
  secrets: [API_KEY],
  createWithUnknownOption: langsmith =>
    new LangSmithExporter({ apiKey: API_KEY, apiUrl: langsmith.url, ...{ projekt: 'typo' } }),
});
