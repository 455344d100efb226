import { library } from '../../tsup.base.ts';

export default library({
  index: 'src/index.ts',
  'otlp-receiver': 'src/receiver/index.ts',
});
