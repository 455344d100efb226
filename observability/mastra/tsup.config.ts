import { library } from '../../tsup.base.ts';

export default library({
  index: 'src/index.ts',
  exporters: 'src/exporters/support/index.ts',
  'otlp-receiver': 'src/receiver/index.ts',
});
