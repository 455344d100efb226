import { measure } from './lib/measure.ts';
import { openTelemetry } from './lib/otel.ts';
import { messages, random } from './lib/payload.ts';
import { type Bar, publish } from './lib/report.ts';
import { instanceWith, twoSpans } from './lib/spans.ts';

const otel = openTelemetry();
const ours = instanceWith();
const kept: string[] = [];
const rows = [];
const bars: Bar[] = [];

for (const kilobytes of [4, 16, 64]) {
  const next = random(kilobytes);
  const input = { messages: messages(kilobytes * 512, next) };
  const output = { messages: messages(kilobytes * 512, next) };
  const measured = await measure(
    [
      {
        name: `${kilobytes} KB: JSON.stringify of input and output, once`,
        run: times => {
          for (let i = 0; i < times; i++) {
            kept[i & 63] = JSON.stringify(input);
            kept[(i + 1) & 63] = JSON.stringify(output);
          }
        },
      },
      {
        name: `${kilobytes} KB: OpenTelemetry JS, payload as JSON attributes`,
        run: times => otel.twoSpans(times, () => JSON.stringify(input), () => JSON.stringify(output)),
        settle: otel.settle,
      },
      { name: `${kilobytes} KB: ours, two spans, no payload`, run: twoSpans(ours) },
      { name: `${kilobytes} KB: ours, two spans, payload on one, redaction on`, run: twoSpans(ours, input, output) },
    ],
    { times: 2000, slice: 100 },
  );
  rows.push(...measured);
  const [json, , empty, full] = measured;
  if (kilobytes === 16) {
    bars.push({
      what: 'a span with 16 KB, redaction on, beside one JSON.stringify of the payload',
      measured: (full!.us - empty!.us / 2) / json!.us,
      bar: 0.5,
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
