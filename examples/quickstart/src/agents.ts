import { Agent } from '@mastra/core/agent';
import type { LanguageModel } from 'ai';
import { readDoc, searchDocs } from './tools.ts';

/** Answers questions about this repository from its documents. */
export function createGuide(model: LanguageModel): Agent {
  return new Agent({
    id: 'guide',
    name: 'guide',
    instructions:
      'You answer questions about this repository from its documents, and from nothing else. Search with searchDocs, ' +
      'read what was found with readDoc, and answer in one or two sentences that quote the documents and name them. ' +
      'Where the documents say nothing, say so.',
    model,
    tools: { searchDocs, readDoc },
  });
}

/** Turns an answer into a headline. */
export function createEditor(model: LanguageModel): Agent {
  return new Agent({
    id: 'editor',
    name: 'editor',
    instructions: 'You turn an answer into a headline of at most twelve words. Say nothing else.',
    model,
  });
}
