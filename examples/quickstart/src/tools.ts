import { createTool } from '@mastra/core/tools';
import { z } from 'zod';
import { readDocument, searchDocuments } from './documents.ts';

const hit = z.object({ path: z.string(), heading: z.string(), line: z.number() });

/** Finds sections of this repository's documents. */
export const searchDocs = createTool({
  id: 'search-docs',
  description: 'Finds the sections of the documents that have the words of a query. Answers paths and line numbers.',
  inputSchema: z.object({ query: z.string() }),
  outputSchema: z.object({ hits: z.array(hit) }),
  execute: async ({ query }, { logger, metrics }) => {
    const hits = await searchDocuments(query, 2);
    logger.info('searched the documents', { query, hits: hits.length });
    metrics.histogram('docs_search_hits').record(hits.length);
    return { hits: [...hits] };
  },
});

/** Reads a part of one of this repository's documents. A path that does not exist is an error, which the model gets. */
export const readDoc = createTool({
  id: 'read-doc',
  description: 'Reads a part of a document. Search first: this fails for a path that does not exist.',
  inputSchema: z.object({ path: z.string(), fromLine: z.number().int().min(1).optional() }),
  outputSchema: z.object({ path: z.string(), text: z.string() }),
  execute: async ({ path, fromLine }, { logger, metrics }) => {
    try {
      const text = await readDocument(path, fromLine);
      logger.debug('read a document', { path, fromLine, characters: text.length });
      metrics.counter('docs_characters_read').add(text.length, { path });
      return { path, text };
    } catch (error) {
      logger.warn('could not read a document', { path });
      throw error;
    }
  },
});
