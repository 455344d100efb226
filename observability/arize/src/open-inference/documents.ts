import { SemanticConventions as S } from '@arizeai/openinference-semantic-conventions';
import type { AnyExportedSpan } from '@mastra/core/observability';
import { isRecord } from '@mastra/observability/exporters';
import { type Fields, fieldsOf, indexed, jsonOf, optionalText, textOf } from './fields.ts';

/** What a search found: a list, or an object that holds one as `results`, `documents` or `matches`. */
export function retrievalAttributes({ output }: AnyExportedSpan): Fields {
  return indexed(S.RETRIEVAL_DOCUMENTS, listIn(output).map(documentOf));
}

/** The AI SDK's reranking: `{ query, documents }` in, `{ ranking: [{ index, score }] }` out. */
export function rerankingAttributes(span: AnyExportedSpan, includeContent: boolean): Fields {
  const { query, documents } = fieldsOf(span.input);
  const given = Array.isArray(documents) ? documents : [];
  const { ranking } = fieldsOf(span.output);
  const ranked = Array.isArray(ranking) ? ranking.map(fieldsOf) : [];
  return {
    [S.RERANKER_MODEL_NAME]: span.attributes?.model,
    ...(includeContent && {
      [S.RERANKER_QUERY]: optionalText(query),
      ...indexed(S.RERANKER_INPUT_DOCUMENTS, given.map(documentOf)),
      ...indexed(
        S.RERANKER_OUTPUT_DOCUMENTS,
        ranked.map(({ index, score }) => ({
          ...documentOf(given[Number(index)]),
          [S.DOCUMENT_ID]: String(index),
          [S.DOCUMENT_SCORE]: score,
        })),
      ),
    }),
  };
}

function listIn(output: unknown): readonly unknown[] {
  if (Array.isArray(output)) return output;
  const { results, documents, matches } = fieldsOf(output);
  return [results, documents, matches].find(Array.isArray) ?? [];
}

function documentOf(given: unknown): Fields {
  if (given === undefined) return {};
  if (!isRecord(given)) return { [S.DOCUMENT_CONTENT]: textOf(given) };
  const { id, content, text, score, metadata } = given;
  const body = content ?? text ?? fieldsOf(metadata).text;
  return {
    [S.DOCUMENT_ID]: optionalText(id),
    [S.DOCUMENT_CONTENT]: body === undefined ? textOf(given) : textOf(body),
    [S.DOCUMENT_SCORE]: typeof score === 'number' ? score : undefined,
    [S.DOCUMENT_METADATA]: isRecord(metadata) ? jsonOf(metadata) : undefined,
  };
}
