import { randomUUID } from 'node:crypto';
import type { Feedback } from './feedback.ts';
import type { Run } from './run.ts';

export interface Part {
  readonly name: string;
  readonly json: Buffer;
}

/** The parts of one run or one feedback: they go together. */
export type Parts = readonly Part[];

/** The fields that LangSmith takes beside the run itself, because they may be large. */
const OUT_OF_BAND = ['inputs', 'outputs', 'error', 'events', 'extra'] as const;

export function partsOfRun(run: Run): Parts {
  const { inputs, outputs, error, events, extra, ...rest } = run;
  const fields = { inputs, outputs, error, events, extra };
  const parts = [part(`post.${run.id}`, rest)];
  for (const field of OUT_OF_BAND) {
    if (fields[field] !== undefined) parts.push(part(`post.${run.id}.${field}`, fields[field]));
  }
  return parts;
}

export function partsOfFeedback(feedback: Feedback): Parts {
  return [part(`feedback.${feedback.id}`, feedback)];
}

export const sizeOf = (parts: Parts): number => parts.reduce((sum, { json }) => sum + json.length, 0);

/** The body of a request to `runs/multipart`, and its content type. */
export function multipart(parts: Parts): { readonly body: Uint8Array<ArrayBuffer>; readonly contentType: string } {
  const boundary = `mastra-${randomUUID()}`;
  const chunks: Buffer[] = [];
  for (const { name, json } of parts) {
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: application/json; length=${json.length}\r\n\r\n`;
    chunks.push(Buffer.from(head), json, Buffer.from('\r\n'));
  }
  chunks.push(Buffer.from(`--${boundary}--\r\n`));
  return { body: Buffer.concat(chunks), contentType: `multipart/form-data; boundary=${boundary}` };
}

const part = (name: string, value: unknown): Part => ({ name, json: Buffer.from(JSON.stringify(value)) });
