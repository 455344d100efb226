import type { ExportedMetric } from '@mastra/core/observability';
import type { BuiltInMetric } from '@mastra/observability';
import type { Attributes } from '@opentelemetry/api';
import { GenAi, GenAiMetric, GenAiOperation } from '../conventions/gen-ai.ts';
import { Otel } from '../conventions/general.ts';
import { attributesOf } from '../otlp/attributes.ts';
import { providerName } from '../spans/provider.ts';
import type { Measurement } from './measurement.ts';

type Labels = ExportedMetric['labels'];

/** How the conventions tell what one of our metrics tells. */
interface Translation {
  readonly name: string;
  readonly unit: 's' | '{token}';
  readonly description: string;
  readonly bounds: readonly number[];
  readonly attributes: (labels: Labels) => Readonly<Record<string, unknown>>;
}

/** The bounds that the conventions ask for. */
const TOKENS = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];
const SECONDS = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
/** A run of many calls takes longer than a call. */
const RUN_SECONDS = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 51.2, 102.4, 204.8, 409.6, 819.2];

const chat = ({ model, provider }: Labels) => ({
  [GenAi.OPERATION_NAME]: GenAiOperation.CHAT,
  [GenAi.PROVIDER_NAME]: providerName(provider),
  [GenAi.REQUEST_MODEL]: model,
});

const tokens = (type: 'input' | 'output'): Translation => ({
  name: GenAiMetric.CLIENT_TOKEN_USAGE,
  unit: '{token}',
  description: 'Number of input and output tokens used.',
  bounds: TOKENS,
  attributes: labels => ({ ...chat(labels), [GenAi.TOKEN_TYPE]: type }),
});

const TRANSLATIONS: Readonly<Partial<Record<BuiltInMetric, Translation>>> = {
  mastra_model_input_tokens: tokens('input'),
  mastra_model_output_tokens: tokens('output'),
  mastra_model_duration_ms: {
    name: GenAiMetric.CLIENT_OPERATION_DURATION,
    unit: 's',
    description: 'GenAI operation duration.',
    bounds: SECONDS,
    attributes: chat,
  },
  mastra_model_time_to_first_token_ms: {
    name: GenAiMetric.CLIENT_OPERATION_TIME_TO_FIRST_CHUNK,
    unit: 's',
    description: 'Time to receive the first chunk of a stream.',
    bounds: SECONDS,
    attributes: chat,
  },
  mastra_agent_duration_ms: {
    name: GenAiMetric.INVOKE_AGENT_DURATION,
    unit: 's',
    description: 'Duration of one agent invocation.',
    bounds: RUN_SECONDS,
    attributes: ({ agent, status }) => ({ [GenAi.AGENT_NAME]: agent, [Otel.ERROR_TYPE]: errorTypeOf(status) }),
  },
  mastra_workflow_duration_ms: {
    name: GenAiMetric.INVOKE_WORKFLOW_DURATION,
    unit: 's',
    description: 'Duration of one workflow invocation.',
    bounds: RUN_SECONDS,
    attributes: ({ workflow, status }) => ({ [GenAi.WORKFLOW_NAME]: workflow, [Otel.ERROR_TYPE]: errorTypeOf(status) }),
  },
  mastra_tool_duration_ms: {
    name: GenAiMetric.EXECUTE_TOOL_DURATION,
    unit: 's',
    description: 'Duration of one tool execution.',
    bounds: SECONDS,
    attributes: ({ tool }) => ({ [GenAi.TOOL_NAME]: tool }),
  },
};

const KNOWN = new Map<Translation, WeakMap<Labels, Attributes>>();

/** The same measurement as the conventions have it; `undefined` where they have none. Durations become seconds. */
export function genAiMeasurement(metric: ExportedMetric): Measurement | undefined {
  const translation = TRANSLATIONS[metric.name as BuiltInMetric];
  if (!translation) return undefined;
  const { name, unit, description, bounds } = translation;
  const { value, labels, timestamp, traceId, spanId } = metric;
  return {
    name,
    type: 'histogram',
    unit,
    description,
    value: unit === 's' ? value / 1000 : value,
    attributes: translated(translation, labels),
    bounds,
    time: timestamp,
    traceId,
    spanId,
  };
}

/** Many measurements share one object of labels, so the attributes that are made of it are kept. */
function translated(translation: Translation, labels: Labels): Attributes {
  let known = KNOWN.get(translation);
  if (!known) {
    known = new WeakMap();
    KNOWN.set(translation, known);
  }
  let attributes = known.get(labels);
  if (!attributes) {
    attributes = attributesOf(translation.attributes(labels));
    known.set(labels, attributes);
  }
  return attributes;
}

function errorTypeOf(status: string | undefined): string | undefined {
  if (status === 'error') return '_OTHER';
  return status === 'timeout' ? 'timeout' : undefined;
}
