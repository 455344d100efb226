import { type ChatMessage, type ChatRequest, type Reply, textOf } from '@mastra/example-kit';
import { countKeywords, keywordsOf } from './keywords.ts';

interface SearchResult {
  readonly hits: readonly { readonly path: string; readonly line: number }[];
}

interface ReadResult {
  readonly path: string;
  readonly text: string;
}

/**
 * What the scripted model says. Like a real one it knows nothing but the conversation: what it searches for comes from
 * the question, what it reads from what its search has found, and what it answers from what it has read. And like a
 * real one it sometimes begins with a file that it only believes to exist.
 */
export function script({ messages, tools }: ChatRequest): Reply {
  const asked = messages.findLast(message => message.role === 'user');
  const question = asked ? textOf(asked) : '';
  return tools?.length ? asGuide(question, messages) : asEditor(question);
}

function asGuide(question: string, messages: readonly ChatMessage[]): Reply {
  const results = messages.filter(message => message.role === 'tool').map(message => parse(textOf(message)));
  const last = results.at(-1);
  const query = keywordsOf(question).join(' ');
  if (last === undefined && question.startsWith('How do')) {
    return {
      reasoning: 'Questions of this kind are usually answered in an FAQ, so I look there first.',
      toolCalls: [{ name: 'readDoc', args: { path: 'docs/faq.md' } }],
    };
  }
  if (last === undefined || 'failed' in last) {
    return {
      reasoning: last ? 'There is no such file. I had better search.' : 'I search for the words of the question.',
      toolCalls: [{ name: 'searchDocs', args: { query } }],
    };
  }
  if ('hits' in last) {
    if (last.hits.length === 0) return { text: `The documents say nothing about ${query}.` };
    return {
      reasoning: `The search has found ${last.hits.length} of the documents. I read them.`,
      toolCalls: last.hits.map(({ path, line }) => ({ name: 'readDoc', args: { path, fromLine: line } })),
    };
  }
  const read = results.filter(result => 'text' in result);
  return { reasoning: 'I quote what fits the question best.', text: bestQuote(read, keywordsOf(question)) };
}

function asEditor(answer: string): Reply {
  const words = answer.replace(/["“”]/g, '').split(/\s+/);
  return { text: words.length > 12 ? `${words.slice(0, 12).join(' ')} …` : words.join(' ') };
}

/** The sentence that has most of the keywords, and where it stands. */
function bestQuote(read: readonly ReadResult[], keywords: readonly string[]): string {
  const sentences = read.flatMap(({ path, text }) => sentencesOf(text).map(sentence => ({ path, sentence })));
  const ranked = sentences
    .map(one => ({ ...one, score: countKeywords(one.sentence, keywords) }))
    .sort((a, b) => b.score - a.score);
  const best = ranked[0];
  return best ? `“${best.sentence}” (${best.path})` : 'What I have read does not say.';
}

/** The prose of a piece of Markdown, without its marks. */
function sentencesOf(markdown: string): readonly string[] {
  return markdown
    .replace(/```.*?(```|$)/gs, '')
    .split(/\n\s*\n|\n(?=\s*[-*#|]|\s*\d+\. )/)
    .filter(block => !/^\s*[#|]/.test(block) && !block.startsWith('    '))
    .flatMap(block =>
      block
        .replace(/[*`]|^\s*-/g, '')
        .replace(/\s+/g, ' ')
        .trim()
        .split(/(?<=[.!?]) /),
    )
    .filter(sentence => sentence.length > 20);
}

function parse(result: string): SearchResult | ReadResult | { readonly failed: true } {
  try {
    return JSON.parse(result) as SearchResult | ReadResult;
  } catch {
    return { failed: true };
  }
}
