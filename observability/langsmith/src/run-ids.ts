import { createHash } from 'node:crypto';
import { uuidOf } from '@mastra/observability/exporters';

/** The seconds that trace ids of ours begin with, from 2020 to 2040: other ids have anything there. */
const FIRST_SECOND = 1_577_836_800;
const LAST_SECOND = 2_208_988_800;

/**
 * The run of a span; without a span, of the trace's root. The root's is made from the trace id alone, so that feedback that
 * knows no more than the trace finds it, in any process. A UUID of version 7, which LangSmith asks for, where the trace id
 * says when the trace began; otherwise of version 5.
 */
export function runId(traceId: string, spanId?: string): string {
  const bytes = hashOf(`${traceId}/${spanId ?? ''}`);
  const second = Number.parseInt(traceId.slice(0, 8), 16);
  if (!(second >= FIRST_SECOND && second < LAST_SECOND)) return uuidOf(bytes, 5);
  bytes.writeUIntBE(second * 1000, 0, 6);
  return uuidOf(bytes, 7);
}

/** The id of a score or a feedback in LangSmith, the same whenever it is made. */
export function feedbackId(kind: 'score' | 'feedback', id: string): string {
  return uuidOf(hashOf(`${kind}:${id}`), 5);
}

const hashOf = (text: string): Buffer => createHash('sha1').update(`mastra:${text}`).digest().subarray(0, 16);
