import { openSync } from 'node:fs';
import pino from 'pino';
import { measure } from './lib/measure.ts';
import { publish } from './lib/report.ts';
import { instanceWith } from './lib/spans.ts';

const instance = instanceWith();
const span = instance.startSpan({ type: 'tool_call', name: "tool: 'x'", entityType: 'tool', entityId: 'x' });
const theirs = pino(pino.destination({ fd: openSync('/dev/null', 'w'), sync: true }));
const rows = await measure(
  [
    {
      name: 'pino to /dev/null',
      run: times => {
        for (let i = 0; i < times; i++) theirs.info({ city: 'Oslo', attempt: i }, 'looking up the weather');
      },
    },
    {
      name: 'ours, in a span, redaction on',
      run: times => {
        for (let i = 0; i < times; i++) span.logger.info('looking up the weather', { city: 'Oslo', attempt: i });
      },
    },
  ],
  { times: 20_000, slice: 1000 },
);
publish({
  question: 'What does a log call cost?',
  unit: 'µs',
  rows,
  bars: [
    {
      what: 'a log call beside one of pino to /dev/null',
      measured: rows[1]!.us / rows[0]!.us,
      bar: 1,
      sense: 'at most',
    },
  ],
});
process.exit(0);
