import { isDeepStrictEqual } from 'node:util';
import { MastraError } from '@mastra/core/error';
import type { ObservabilityStorage } from '@mastra/core/storage';
import type { Question } from './questions.ts';

/** The most pages of a list that are walked through by cursor. */
const MAX_PAGES = 200;

/**
 * What a store answers, in a form that can be compared: a list by cursor as all its pages, a refusal as its code, and
 * of its statistics only what stores have to agree on.
 */
export async function answerOf(storage: ObservabilityStorage, question: Question): Promise<unknown> {
  try {
    if ('limit' in question.args && question.method.startsWith('list')) return await allPages(storage, question);
    const answer = await ask(storage, question.method, question.args);
    return question.method === 'storageStats' ? (answer as { rows: unknown }).rows : answer;
  } catch (error) {
    if (MastraError.is(error)) return { refused: error.code };
    throw error;
  }
}

async function allPages(storage: ObservabilityStorage, { method, args }: Question): Promise<readonly unknown[]> {
  const pages: unknown[] = [];
  let after: string | null | undefined;
  do {
    const { cursor, ...page } = (await ask(storage, method, after ? { ...args, after } : args)) as {
      cursor: { next: string | null };
    };
    pages.push(page);
    after = cursor.next;
  } while (after !== null && pages.length < MAX_PAGES);
  return pages;
}

type Method = (args: unknown) => Promise<unknown>;

function ask(storage: ObservabilityStorage, method: keyof ObservabilityStorage, args: unknown): Promise<unknown> {
  const call = storage[method] as unknown as Method;
  return call.call(storage, args);
}

/** Deep equality, with numbers equal up to the rounding of a few operations in another order. */
export function sameAnswer(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(rounded(a), rounded(b));
}

function rounded(value: unknown): unknown {
  if (typeof value === 'number') return value === 0 ? 0 : Number(value.toPrecision(12));
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, rounded(child)]));
}
