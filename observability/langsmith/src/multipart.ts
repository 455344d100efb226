import { randomUUID } from 'node:crypto';
import { jsonText } from '@mastra/observability/exporters';
import type { Feedback } from './feedback.ts';
import type { Run } from './run.ts';

/** New for every process, so that no payload can hold it. */
const BOUNDARY = `mastra-${randomUUID()}`;
const END = Buffer.from(`--${BOUNDARY}--\r\n`);

export const CONTENT_TYPE = `multipart/form-data; boundary=${BOUNDARY}`;

/** The parts of one run or one feedback, which go together, as they go over the wire. */
export type Parts = Buffer;

/** The fields that LangSmith takes beside the run itself, because they may be large. */
const OUT_OF_BAND = ['inputs', 'outputs', 'error', 'events', 'extra'] as const;

export function partsOfRun(run: Run): Parts {
  const { inputs, outputs, error, events, extra, ...rest } = run;
  const fields = { inputs, outputs, error, events, extra };
  let parts = part(`post.${run.id}`, rest);
  for (const field of OUT_OF_BAND) {
    if (fields[field] !== undefined) parts += part(`post.${run.id}.${field}`, fields[field]);
  }
  return Buffer.from(parts);
}

export function partsOfFeedback(feedback: Feedback): Parts {
  return Buffer.from(part(`feedback.${feedback.id}`, feedback));
}

/** The body of a request to `runs/multipart`. */
export function multipart(records: readonly Parts[]): Uint8Array<ArrayBuffer> {
  return Buffer.concat([...records, END]);
}

function part(name: string, value: unknown): string {
  const json = jsonText(value);
  return `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: application/json; length=${Buffer.byteLength(json)}\r\n\r\n${json}\r\n`;
}
