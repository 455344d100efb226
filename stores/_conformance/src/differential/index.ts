import type { ObservabilityStorage } from '@mastra/core/storage';
import { has } from '../harness.ts';
import { answerOf, sameAnswer } from './answers.ts';
import { type DataSet, randomData } from './data.ts';
import { GENERAL_QUESTIONS, type Question, randomQuestion } from './questions.ts';
import { type Random, randomOf } from './random.ts';
import { BETWEEN_CLUSTERS, randomTenant, SPAN_IDS, TRACE_IDS } from './vocabulary.ts';

/** A store in a comparison. The first of them is the reference. */
export interface ComparedStore {
  readonly name: string;
  /** Emptied at the start of every round. Made with retention off and `lostAfterMs: false`. */
  readonly storage: ObservabilityStorage;
  /** Writes the records in random order. @default false */
  readonly shuffled?: boolean;
  /** Records a write call. @default all in one */
  readonly batchSize?: number;
}

export interface DifferentialOptions {
  /** Decides everything. A round that fails names the seed that repeats it alone. */
  readonly seed: number;
  readonly rounds: number;
  /** Records of each signal, at most. @default 40 */
  readonly size?: number;
  /** Questions before, and again after, the changes of a round. @default 40 */
  readonly questions?: number;
}

/**
 * What to play, by the environment where it says so: a failed round is repeated with the variables that its error names.
 *
 * @example
 * DIFFERENTIAL_SEED=7 DIFFERENTIAL_ROUNDS=1 pnpm vitest run differential
 */
export function differentialOptions(
  usual: Required<Pick<DifferentialOptions, 'seed' | 'rounds' | 'questions'>>,
): typeof usual {
  const { DIFFERENTIAL_SEED, DIFFERENTIAL_ROUNDS, DIFFERENTIAL_QUESTIONS } = process.env;
  return {
    seed: Number(DIFFERENTIAL_SEED ?? usual.seed),
    rounds: Number(DIFFERENTIAL_ROUNDS ?? usual.rounds),
    questions: Number(DIFFERENTIAL_QUESTIONS ?? usual.questions),
  };
}

/**
 * Gives all stores the same random records, asks them the same random questions, deletes some of it everywhere and
 * asks again.
 *
 * @throws Error for the first answer that differs, with the seed, the question and both answers.
 * @example
 * await differential([{ name: 'memory', storage: memory }, { name: 'duckdb', storage: duckdb }], { seed: 1, rounds: 20 });
 */
export async function differential(
  stores: readonly [ComparedStore, ComparedStore, ...ComparedStore[]],
  options: DifferentialOptions,
): Promise<{ readonly questions: number }> {
  let questions = 0;
  for (let round = 0; round < options.rounds; round++) {
    questions += await playRound(stores, options, options.seed + round);
  }
  return { questions };
}

async function playRound(
  stores: readonly ComparedStore[],
  options: DifferentialOptions,
  seed: number,
): Promise<number> {
  const random = randomOf(seed);
  const data = randomData(random, { size: options.size ?? 40, running: true });
  for (const store of stores) {
    await store.storage.dangerouslyClearAll();
    await write(store, data, randomOf(seed));
  }
  const count = options.questions ?? 40;
  const repeat = `DIFFERENTIAL_SEED=${seed} DIFFERENTIAL_ROUNDS=1 DIFFERENTIAL_QUESTIONS=${count}`;
  const before = Array.from({ length: count }, () => randomQuestion(random));
  await compare(stores, [...GENERAL_QUESTIONS, ...before], repeat);
  await change(stores, random);
  const after = Array.from({ length: count }, () => randomQuestion(random));
  await compare(stores, [...GENERAL_QUESTIONS, ...after], repeat);
  return 2 * (count + GENERAL_QUESTIONS.length);
}

async function write(store: ComparedStore, data: DataSet, random: Random): Promise<void> {
  const { storage } = store;
  const batches = <T>(records: readonly T[]): T[][] => {
    const ordered = store.shuffled ? random.shuffled(records) : [...records];
    const size = store.batchSize ?? Math.max(1, ordered.length);
    return Array.from({ length: Math.ceil(ordered.length / size) }, (_, n) => ordered.slice(n * size, (n + 1) * size));
  };
  for (const records of batches(data.spans)) await storage.batchCreateSpans({ records });
  for (const logs of batches(data.logs)) await storage.batchCreateLogs({ logs });
  for (const metrics of batches(data.metrics)) await storage.batchCreateMetrics({ metrics });
  for (const scores of batches(data.scores)) await storage.batchCreateScores({ scores });
  for (const feedbacks of batches(data.feedback)) await storage.batchCreateFeedback({ feedbacks });
}

/** Updates some spans and deletes something of every kind, the same everywhere. */
async function change(stores: readonly ComparedStore[], random: Random): Promise<void> {
  const canUpdate = stores.every(({ storage }) => has(storage, 'span updates'));
  const records = Array.from({ length: canUpdate ? random.int(0, 6) : 0 }, () => ({
    traceId: random.pick(TRACE_IDS),
    spanId: random.pick(SPAN_IDS),
    updates: {
      output: random.next(),
      metadata: { updated: true },
      attributes: { usage: { inputTokens: random.int(0, 9) } },
    },
  }));
  const traceIds = random.some(TRACE_IDS, 4);
  const scope = randomTenant(random);
  const ids = Array.from({ length: 5 }, () => random.int(0, 20));
  const prunes = random.chance(0.3);
  for (const { storage } of stores) {
    if (records.length > 0) await storage.batchUpdateSpans({ records });
    await storage.batchDeleteTraces({ traceIds, ...scope });
    await storage.deleteScores({ scoreIds: ids.map(n => `score-${n}`), ...scope });
    await storage.deleteFeedback({ feedbackIds: ids.map(n => `feedback-${n}`) });
    const olderThanMs = Date.now() - BETWEEN_CLUSTERS;
    if (prunes) await storage.prune({ policies: { tracing: { olderThanMs }, metric: { olderThanMs } } });
  }
}

async function compare(
  stores: readonly ComparedStore[],
  questions: readonly Question[],
  repeat: string,
): Promise<void> {
  const [reference, ...others] = stores;
  for (const question of questions) {
    const expected = await answerOf(reference!.storage, question);
    for (const other of others) {
      const answer = await answerOf(other.storage, question);
      if (sameAnswer(expected, answer)) continue;
      const show = (value: unknown) => JSON.stringify(value, null, 1);
      throw new Error(
        `${reference!.name} and ${other.name} differ (to repeat: ${repeat}) on ${question.method}(${show(question.args)}).\n` +
          `${reference!.name}: ${show(expected)}\n${other.name}: ${show(answer)}`,
      );
    }
  }
}
