import type { SpanType } from '@mastra/core/observability';
import { objectOf, textOf } from '../../wire/types.ts';
import type { AttributeBag } from '../attribute-bag.ts';
import { identityOf } from '../identity.ts';
import { contentOf } from '../json-content.ts';
import { type Message, messageOf, toolCallOf } from '../messages.ts';
import { parametersOf } from '../parameters.ts';
import { present } from '../present.ts';
import { toolNames } from '../tools.ts';
import { type CountNames, takeCounts, usageOf } from '../usage.ts';
import type { Dialect, Meaning, SpanFacts } from './dialect.ts';

const KIND = 'openinference.span.kind';

/** OpenInference: what Arize's instrumentations write, for Phoenix and others. */
export const OPENINFERENCE: Dialect = {
  speaks: bag => bag.peek(KIND) !== undefined,
  read(bag, facts) {
    const type = typeOf(bag.text(KIND)!, facts);
    const { correlation, metadata } = identityOf(objectOf(bag.content('metadata')));
    return {
      type,
      ...contentFor(type, bag),
      ...entityFor(type, bag, facts),
      correlation,
      metadata,
    };
  },
};

function typeOf(kind: string, { isRoot }: SpanFacts): SpanType {
  switch (kind.toUpperCase()) {
    case 'LLM':
      return 'model_generation';
    case 'AGENT':
      return 'agent_run';
    case 'TOOL':
      return 'tool_call';
    case 'CHAIN':
      return isRoot ? 'workflow_run' : 'workflow_step';
    case 'RETRIEVER':
      return 'rag_vector_operation';
    case 'RERANKER':
      return 'rag_action';
    case 'EMBEDDING':
      return 'rag_embedding';
    case 'GUARDRAIL':
      return 'processor_run';
    case 'EVALUATOR':
      return 'scorer_run';
    default:
      return 'generic';
  }
}

type Content = Pick<Meaning, 'attributes' | 'input' | 'output'>;

function contentFor(type: SpanType, bag: AttributeBag): Content {
  switch (type) {
    case 'model_generation':
      return modelOf(bag);
    case 'tool_call':
      return toolOf(bag);
    case 'rag_vector_operation':
      return retrievalOf(bag);
    case 'rag_action':
      return rerankingOf(bag);
    case 'rag_embedding':
      return embeddingOf(bag);
    default:
      return { attributes: {}, ...valuesOf(bag) };
  }
}

const COUNTS: CountNames = {
  input: ['llm.token_count.prompt'],
  output: ['llm.token_count.completion'],
  total: ['llm.token_count.total'],
  cacheRead: ['llm.token_count.prompt_details.cache_read', 'llm.token_count.prompt_details.cache_input'],
  cacheWrite: ['llm.token_count.prompt_details.cache_write'],
  audioIn: ['llm.token_count.prompt_details.audio'],
  reasoning: ['llm.token_count.completion_details.reasoning'],
  audioOut: ['llm.token_count.completion_details.audio'],
};

function modelOf(bag: AttributeBag): Content {
  const asked = messagesOf(bag.list('llm.input_messages.')) ?? textsOf(bag.list('llm.prompts.'), 'prompt', 'user');
  const answered =
    messagesOf(bag.list('llm.output_messages.')) ?? textsOf(bag.list('llm.choices.'), 'completion', 'assistant');
  const values = valuesOf(bag);
  const responseModel = bag.text('llm.response.model_name');
  return {
    attributes: present({
      model: bag.text('llm.request.model_name', 'llm.model_name') ?? responseModel,
      responseModel,
      provider: bag.text('llm.provider', 'llm.system'),
      parameters: parametersOf(bag.content('llm.invocation_parameters')),
      usage: usageOf(takeCounts(bag, COUNTS)),
      costUsd: bag.count('llm.cost.total'),
      finishReason: bag.text('llm.finish_reason'),
      tools: toolNames(bag.list('llm.tools.').map(one => objectOf(objectOf(one).tool).json_schema ?? one)),
    }),
    // The raw request repeats the messages; it is kept where there are none.
    ...present({
      input: asked === undefined ? values.input : { messages: asked },
      output: answered ?? values.output,
    }),
  };
}

function toolOf(bag: AttributeBag): Content {
  const values = valuesOf(bag);
  const parameters = bag.content('tool.parameters', 'tool.json_schema');
  return {
    attributes: present({
      toolType: 'function',
      toolDescription: bag.text('tool.description'),
      toolCallId: bag.text('tool_call.id', 'tool.id'),
      // In some instrumentations these are the arguments, in others their schema.
      parameters: values.input === undefined ? undefined : parameters,
    }),
    ...values,
    ...(values.input === undefined && present({ input: parameters })),
  };
}

function retrievalOf(bag: AttributeBag): Content {
  const documents = documentsOf(bag.list('retrieval.documents.'));
  const values = valuesOf(bag);
  return {
    attributes: present({ documentCount: documents?.length }),
    ...values,
    ...present({ output: documents ?? values.output }),
  };
}

function rerankingOf(bag: AttributeBag): Content {
  const given = documentsOf(bag.list('reranker.input_documents.'));
  const kept = documentsOf(bag.list('reranker.output_documents.'));
  const query = bag.text('reranker.query');
  const values = valuesOf(bag);
  return {
    attributes: present({ model: bag.text('reranker.model_name'), topK: bag.number('reranker.top_k') }),
    ...present({
      input: given === undefined ? values.input : present({ query, documents: given }),
      output: kept ?? values.output,
    }),
  };
}

function embeddingOf(bag: AttributeBag): Content {
  const embeddings = bag.list('embedding.embeddings.').map(one => objectOf(objectOf(one).embedding));
  const texts = embeddings.flatMap(one => textOf(one.text) ?? []);
  const values = valuesOf(bag);
  const vector = embeddings[0]?.vector;
  return {
    attributes: present({
      model: bag.text('embedding.model_name', 'llm.model_name'),
      provider: bag.text('llm.provider', 'llm.system'),
      usage: usageOf(takeCounts(bag, COUNTS)),
      costUsd: bag.count('llm.cost.total'),
      dimensions: Array.isArray(vector) ? vector.length : undefined,
    }),
    ...values,
    ...(texts.length > 0 && { input: texts }),
  };
}

/** What went in and came out, parsed where it says that it is JSON, or looks like it. */
function valuesOf(bag: AttributeBag): { readonly input?: unknown; readonly output?: unknown } {
  bag.take('input.mime_type');
  bag.take('output.mime_type');
  return present({ input: bag.content('input.value'), output: bag.content('output.value') });
}

function messagesOf(list: readonly unknown[]): readonly Message[] | undefined {
  if (list.length === 0) return undefined;
  return list.map(item => {
    const message = objectOf(objectOf(item).message);
    const {
      role,
      content,
      contents,
      tool_calls: calls,
      tool_call_id: toolCallId,
      finish_reason: finishReason,
    } = message;
    const functionName = message.function_call_name;
    const toolCalls = Array.isArray(calls)
      ? calls.map(call => toolCallOf(objectOf(call).tool_call))
      : functionName === undefined
        ? []
        : [{ name: functionName, arguments: message.function_call_arguments_json }];
    const parts = Array.isArray(contents) ? contents.map(partOf) : content;
    return messageOf({ role, content: parts, toolCalls, toolCallId, finishReason });
  });
}

function partOf(item: unknown): Readonly<Record<string, unknown>> {
  const content = objectOf(objectOf(item).message_content);
  const { url } = objectOf(objectOf(content.image).image);
  return textOf(url) === undefined ? content : { type: 'uri', modality: 'image', uri: url };
}

function textsOf(list: readonly unknown[], name: string, role: string): readonly Message[] | undefined {
  if (list.length === 0) return undefined;
  return list.map(item => messageOf({ role, content: objectOf(objectOf(item)[name]).text }));
}

function documentsOf(list: readonly unknown[]): readonly Readonly<Record<string, unknown>>[] | undefined {
  if (list.length === 0) return undefined;
  return list.map(item => {
    const { metadata, ...document } = objectOf(objectOf(item).document);
    return present({ ...document, metadata: contentOf(metadata) });
  });
}

function entityFor(type: SpanType, bag: AttributeBag, { name }: SpanFacts): Partial<Meaning> {
  const agent = bag.text('agent.name');
  switch (type) {
    case 'agent_run':
      return { entityType: 'agent', entityName: agent ?? name };
    case 'tool_call':
      return { entityType: 'tool', entityName: bag.text('tool.name') ?? name, ...asParent(agent) };
    case 'workflow_run':
      return { entityType: 'workflow_run', entityName: name };
    case 'workflow_step':
      return { entityType: 'workflow_step', entityName: bag.text('graph.node.name', 'graph.node.id') ?? name };
    case 'scorer_run':
      return { entityType: 'scorer', entityName: name };
    default:
      return asParent(agent);
  }
}

function asParent(agent: string | undefined): Partial<Meaning> {
  return agent === undefined ? {} : { parentEntityType: 'agent', parentEntityName: agent };
}
