import { type AnyExportedSpan, cacheWriteTokens, type ModelGenerationAttributes } from '@mastra/core/observability';
import { payloadText as text } from '@mastra/observability/exporters';
import { attributesOf, genAiSpan } from '@mastra/otel-exporter';
import { Laminar, Priced } from './attributes.ts';
import type { SpanPath } from './span-paths.ts';
import { laminarType } from './span-type.ts';
import { VERSION } from './version.ts';

type Entries = Readonly<Record<string, unknown>>;
type Attributes = ReturnType<typeof attributesOf>;

/** What Laminar shows of a trace beside its session and its user. */
const TRACE_FIELDS = [
  'environment',
  'organizationId',
  'resourceId',
  'threadId',
  'runId',
  'requestId',
  'source',
  'experimentId',
] as const satisfies readonly (keyof AnyExportedSpan)[];

/**
 * A span in the attributes that Laminar reads: its own, and for calls of models those of OpenTelemetry's conventions.
 * Every span has a type: without one, Laminar would take a guess by the names of other attributes.
 */
export function spanAttributes(span: AnyExportedSpan, path: SpanPath | undefined): Attributes {
  const type = laminarType(span.type);
  const isCall = type === 'LLM';
  return attributesOf({
    // What was said is in Laminar's own attributes, or in the conventions' messages: not in both.
    ...genAiSpan(span, { includeContent: span.type === 'model_generation' }).attributes,
    ...(isCall && callAttributes(span)),
    ...(span.type !== 'model_generation' && {
      [Laminar.INPUT]: text(span.input),
      [Laminar.OUTPUT]: text(span.output),
    }),
    ...(span.isRootSpan && traceAttributes(span)),
    [Laminar.TYPE]: type,
    [Laminar.TAGS]: span.tags?.length ? [...span.tags] : undefined,
    [Laminar.PATH]: path?.names,
    [Laminar.IDS_PATH]: path?.ids,
    [Laminar.SOURCE]: '@mastra/laminar',
    [Laminar.SOURCE_VERSION]: VERSION,
  });
}

function callAttributes({ attributes }: AnyExportedSpan): Entries {
  const { provider, usage, costUsd } = (attributes ?? {}) as ModelGenerationAttributes;
  const { inputTokens, outputTokens, inputDetails, outputDetails } = usage ?? {};
  const isKnown = inputTokens !== undefined || outputTokens !== undefined;
  return {
    // The AI SDK appends the API to it: `openai.responses`.
    [Priced.SYSTEM]: provider?.split('.')[0],
    [Priced.TOTAL_TOKENS]: isKnown ? (inputTokens ?? 0) + (outputTokens ?? 0) : undefined,
    [Priced.CACHE_READ_TOKENS]: inputDetails?.cacheRead,
    [Priced.CACHE_WRITE_TOKENS]: cacheWriteTokens(inputDetails),
    [Priced.REASONING_TOKENS]: outputDetails?.reasoning,
    [Priced.AUDIO_INPUT_TOKENS]: inputDetails?.audio,
    [Priced.AUDIO_OUTPUT_TOKENS]: outputDetails?.audio,
    [Priced.COST]: costUsd,
  };
}

/** Laminar lifts these off the root onto the trace. */
function traceAttributes(span: AnyExportedSpan): Entries {
  const metadata: Record<string, unknown> = {};
  for (const field of TRACE_FIELDS) metadata[Laminar.METADATA + field] = span[field];
  for (const [key, value] of Object.entries(span.metadata ?? {})) metadata[Laminar.METADATA + key] = value;
  return { ...metadata, [Laminar.SESSION_ID]: span.sessionId, [Laminar.USER_ID]: span.userId };
}
