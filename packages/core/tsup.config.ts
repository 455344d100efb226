import { library } from '../../tsup.base.ts';

export default library({
  index: 'src/index.ts',
  'agent/index': 'src/agent/index.ts',
  'tools/index': 'src/tools/index.ts',
  'workflows/index': 'src/workflows/index.ts',
  'processors/index': 'src/processors/index.ts',
  'request-context/index': 'src/request-context/index.ts',
  'scorers/index': 'src/scorers/index.ts',
  'storage/index': 'src/storage/index.ts',
  'observability/index': 'src/observability/index.ts',
  'logger/index': 'src/logger/index.ts',
  'error/index': 'src/error/index.ts',
});
