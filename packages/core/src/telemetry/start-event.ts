import type { Telemetry } from 'ai';
import type { CreateSpanOptions, JsonValue } from '../observability/types/index.ts';

/** What `ai` tells when an operation begins. */
export type StartEvent = Parameters<NonNullable<Telemetry['onStart']>>[0];

const TEXT_OPERATIONS = new Set(['ai.generateText', 'ai.streamText', 'ai.generateObject', 'ai.streamObject']);

/** The model's settings that are worth keeping. Headers are not among them: they hold keys. */
const PARAMETERS = [
  'maxOutputTokens',
  'temperature',
  'topP',
  'topK',
  'presencePenalty',
  'frequencyPenalty',
  'stopSequences',
  'seed',
  'reasoning',
  'maxRetries',
  'toolChoice',
] as const;

export function isGeneration(event: StartEvent): boolean {
  return TEXT_OPERATIONS.has(event.operationId);
}

/** The span that an operation begins with. */
export function spanOf(event: StartEvent): CreateSpanOptions {
  const { operationId, modelId, provider, functionId } = event;
  const shared = { model: modelId, provider, ...(functionId && { functionId }) };
  const input = event.recordInputs === false ? undefined : inputOf(event);
  if (isGeneration(event)) {
    return {
      type: 'model_generation',
      name: `llm: '${modelId}'`,
      input,
      attributes: {
        ...shared,
        parameters: parametersOf(event),
        streaming: operationId.startsWith('ai.stream'),
        ...(toolNames(event) && { tools: toolNames(event) }),
      },
    };
  }
  if (operationId.startsWith('ai.embed')) {
    const { dimensions } = event as { dimensions?: number };
    const attributes = { ...shared, ...(dimensions !== undefined && { dimensions }) };
    return { type: 'rag_embedding', name: `embed: '${modelId}'`, input, attributes };
  }
  if (operationId === 'ai.rerank')
    return { type: 'rag_action', name: `rerank: '${modelId}'`, input, attributes: shared };
  return { type: 'generic', name: `${operationId.replace(/^ai\./, '')}: '${modelId}'`, attributes: shared };
}

/** The tools of the call as the model knows them. */
export function toolsOf(event: StartEvent): unknown {
  return 'tools' in event ? event.tools : undefined;
}

function inputOf(event: StartEvent): unknown {
  if ('query' in event) return { query: event.query, documents: event.documents };
  if ('value' in event) return event.value;
  if (!('messages' in event)) return undefined;
  // `generateObject` keeps its prompt in other fields than the rest.
  const system = 'instructions' in event ? event.instructions : 'system' in event ? event.system : undefined;
  const prompt = 'prompt' in event ? event.prompt : undefined;
  return { messages: [...asMessages(system, 'system'), ...asMessages(prompt, 'user'), ...(event.messages ?? [])] };
}

function asMessages(value: unknown, role: 'system' | 'user'): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  return typeof value === 'string' ? [{ role, content: value }] : [value];
}

function parametersOf(event: StartEvent): Record<string, JsonValue> {
  const settings = event as Partial<Record<(typeof PARAMETERS)[number], JsonValue>>;
  const parameters: Record<string, JsonValue> = {};
  for (const name of PARAMETERS) {
    const value = settings[name];
    if (value !== undefined) parameters[name] = value;
  }
  return parameters;
}

function toolNames(event: StartEvent): readonly string[] | undefined {
  const tools = toolsOf(event);
  return typeof tools === 'object' && tools !== null ? Object.keys(tools) : undefined;
}
