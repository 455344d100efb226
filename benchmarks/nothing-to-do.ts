import { noOpLoggerContext, noOpSpan } from '@mastra/core/observability';
import { measure } from './lib/measure.ts';
import { publish } from './lib/report.ts';
import { instanceWith } from './lib/spans.ts';

const logger = instanceWith({ logLevel: 'error' }).getLoggerContext();
const rows = await measure(
  [
    {
      name: 'no observability configured: child span, log, end',
      run: times => {
        for (let i = 0; i < times; i++) {
          const child = noOpSpan.createChildSpan({ type: 'generic', name: 'x' });
          noOpLoggerContext.info('x');
          child.end();
        }
      },
    },
    {
      name: 'a log below the level',
      run: times => {
        for (let i = 0; i < times; i++) logger.info('x', { i });
      },
    },
  ],
  { times: 200_000, slice: 20_000 },
);
publish({
  question: 'What does it cost when there is nothing to do?',
  unit: 'µs',
  rows,
  bars: [
    {
      what: 'three calls with no observability configured',
      measured: rows[0]!.us * 1000,
      bar: 150,
      sense: 'at most',
      unit: 'ns',
    },
    { what: 'a log below the level', measured: rows[1]!.us * 1000, bar: 50, sense: 'at most', unit: 'ns' },
  ],
});
process.exit(0);
