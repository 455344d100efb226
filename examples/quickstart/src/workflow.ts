import type { Agent } from '@mastra/core/agent';
import { createStep, createWorkflow } from '@mastra/core/workflows';
import { z } from 'zod';
import { countKeywords, keywordsOf } from './keywords.ts';
import { searchDocs } from './tools.ts';

const question = z.object({ question: z.string() });
const answer = z.object({ answer: z.string(), sources: z.array(z.string()) });
const seeAlso = z.object({ places: z.array(z.string()) });
const found = z.object({ answer, 'see-also': seeAlso });
const published = z.object({ headline: z.string(), answer: z.string(), places: z.array(z.string()) });

/**
 * Answers a question from the documents. An agent looks for the answer while a plain search looks for what else there
 * is to read; an answer with sources gets a headline from another agent, a question without is handed to a person.
 */
export function createAskTheDocs(guide: Agent, editor: Agent) {
  const answerIt = createStep({
    id: 'answer',
    inputSchema: question,
    outputSchema: answer,
    execute: async ({ inputData, tracing, abortSignal }) => {
      const { text, toolResults } = await guide.generate(inputData.question, { abortSignal });
      const read = toolResults.filter(one => one.toolName === 'readDoc').map(one => one.output as ReadDoc);
      const words = keywordsOf(text);
      const grounded = countKeywords(read.map(one => `${one.path} ${one.text}`).join(' '), words);
      tracing.currentSpan?.addScore({
        scorerId: 'groundedness',
        score: words.length > 0 ? grounded / words.length : 0,
        reason: `${grounded} of ${words.length} words stand in the sources`,
      });
      return { answer: text, sources: read.map(one => one.path) };
    },
  });

  const seeAlsoIt = createStep({
    id: 'see-also',
    inputSchema: question,
    outputSchema: seeAlso,
    execute: async ({ inputData, abortSignal }) => {
      const { hits } = await searchDocs.execute({ query: inputData.question }, { abortSignal });
      return { places: hits.map(({ path, heading }) => `${path} § ${heading}`) };
    },
  });

  const publish = createStep({
    id: 'publish',
    inputSchema: found,
    outputSchema: published,
    execute: async ({ inputData, logger, abortSignal }) => {
      const { textStream } = await editor.stream(inputData.answer.answer, { abortSignal });
      let headline = '';
      for await (const text of textStream) headline += text;
      logger.info('published an answer', { sources: inputData.answer.sources.join(', ') });
      return { headline, answer: inputData.answer.answer, places: inputData['see-also'].places };
    },
  });

  const handOver = createStep({
    id: 'hand-over',
    inputSchema: found,
    outputSchema: published,
    execute: async ({ inputData, logger, metrics }) => {
      logger.warn('nothing in the documents: handed over to a person');
      metrics.counter('questions_handed_over').add(1);
      return { headline: 'Handed over to a person', answer: inputData.answer.answer, places: [] };
    },
  });

  return createWorkflow({ id: 'ask-the-docs', inputSchema: question, outputSchema: published })
    .parallel([answerIt, seeAlsoIt])
    .branch([
      [async ({ inputData }) => inputData.answer.sources.length > 0, publish],
      [async ({ inputData }) => inputData.answer.sources.length === 0, handOver],
    ])
    .map(({ inputData }) => (inputData.publish ?? inputData['hand-over'])!)
    .commit();
}

interface ReadDoc {
  readonly path: string;
  readonly text: string;
}
