import { measure } from './lib/measure.ts';
import { openTelemetry } from './lib/otel.ts';
import { chinese, json, messages, prose, punctuated, random, type Writer } from './lib/payload.ts';
import { type Bar, publish } from './lib/report.ts';
import { instanceWith, twoSpans } from './lib/spans.ts';

const CASES: readonly { readonly what: string; readonly kilobytes: number; readonly write: Writer }[] = [
  { what: '4 KB of words', kilobytes: 4, write: prose },
  { what: '16 KB of words', kilobytes: 16, write: prose },
  { what: '64 KB of words', kilobytes: 64, write: prose },
  { what: '16 KB of written prose', kilobytes: 16, write: punctuated },
  { what: '16 KB of JSON with ids and links', kilobytes: 16, write: json },
  { what: '16 KB of Chinese', kilobytes: 16, write: chinese },
];

/** Conversations of one size: enough of them that no branch predictor learns them by heart. */
const CONVERSATIONS = 16;

const otel = openTelemetry();
const ours = instanceWith();
const kept: string[] = [];
const rows = [];
const bars: Bar[] = [];

for (const { what, kilobytes, write } of CASES) {
  const next = random(kilobytes);
  const payload = () => ({ messages: messages(kilobytes * 512, next, write) });
  const inputs = Array.from({ length: CONVERSATIONS }, payload);
  const outputs = Array.from({ length: CONVERSATIONS }, payload);
  const nothing = () => undefined;
  const input = (i: number) => inputs[i % CONVERSATIONS];
  const output = (i: number) => outputs[i % CONVERSATIONS];
  const measured = await measure(
    [
      {
        name: `${what}: JSON.stringify of input and output, once`,
        run: times => {
          for (let i = 0; i < times; i++) {
            kept[i & 63] = JSON.stringify(input(i));
            kept[(i + 1) & 63] = JSON.stringify(output(i));
          }
        },
      },
      {
        name: `${what}: OpenTelemetry JS, payload as JSON attributes`,
        run: times =>
          otel.twoSpans(
            times,
            i => JSON.stringify(input(i)),
            i => JSON.stringify(output(i)),
          ),
        settle: otel.settle,
      },
      { name: `${what}: ours, two spans, no payload`, run: twoSpans(ours, nothing, nothing) },
      { name: `${what}: ours, two spans, payload on one, redaction on`, run: twoSpans(ours, input, output) },
    ],
    { times: 2000, slice: 100 },
  );
  rows.push(...measured);
  const [stringify, , empty, full] = measured;
  if (kilobytes === 16) {
    bars.push({
      what: `a span with ${what}, redaction on, beside one JSON.stringify of the payload`,
      measured: (full!.us - empty!.us / 2) / stringify!.us,
      bar: 0.5,
      ifMissed:
        'Profile: going from place to place (20 ns each; JSON text has one every fifteen characters), and looking for long stretches of letters and digits. Native code that finds places and reads names in one go would close it.',
      sense: 'at most',
    });
  }
}
publish({
  question: 'What does it cost to record input and output?',
  unit: 'µs',
  rows,
  bars,
  notes: ['The bar is for one span: half of the row without payload is taken off for the other one.'],
});
process.exit(0);
