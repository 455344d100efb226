import { MastraError } from '@mastra/core/error';
import type { MastraStorage } from '@mastra/core/storage';
import { SensitiveDataFilter } from './sensitive-data.ts';

/** A secret that was found in a store. */
export interface StoredSecret {
  /** `span`, `log`, `score` or `feedback`, with its id. */
  readonly where: string;
  readonly rule: string;
}

const PAGE = 100;

/**
 * Reads what a store holds and throws when something in it looks like a secret, or is one of your own: for tests that run
 * your agents and then look at what was recorded.
 *
 * @param store The store of the test, after `flush()`.
 * @param secrets Texts that must not be in it: what your test put in.
 * @param filter What counts as a secret. @default the default filter
 * @throws `MastraError` `SECRETS_STORED`, with where they are and which rules fired; never with the secrets.
 *
 * @example
 * await mastra.observability.flush();
 * await expectNoSecrets(store, ['hunter2']);
 */
export async function expectNoSecrets(
  store: MastraStorage,
  secrets: readonly string[] = [],
  filter: SensitiveDataFilter = new SensitiveDataFilter(),
): Promise<void> {
  const found: StoredSecret[] = [];
  for await (const { where, record } of records(store)) {
    const text = JSON.stringify(record);
    if (secrets.some(secret => text.includes(JSON.stringify(secret).slice(1, -1)))) {
      found.push({ where, rule: 'a secret of the test' });
    }
    for (const { rule } of filter.explain(text)) found.push({ where, rule });
  }
  if (found.length === 0) return;
  const list = found.slice(0, 20).map(({ where, rule }) => `${rule} in ${where}`);
  throw new MastraError({
    code: 'SECRETS_STORED',
    domain: 'OBSERVABILITY',
    message: `The store holds ${found.length} secrets: ${list.join('; ')}. Mask them with \`sensitiveFields\` or \`patterns\`, or name them in \`exemptValues\` if they are none.`,
    details: { found: JSON.stringify(found.slice(0, 100)) },
  });
}

async function* records(store: MastraStorage): AsyncGenerator<{ readonly where: string; readonly record: object }> {
  const storage = await store.getStore('observability');
  if (!storage) return;
  for (let page = 0, hasMore = true; hasMore; page++) {
    const { spans, pagination } = await storage.listTraces({ pagination: { page, perPage: PAGE } });
    for (const { traceId } of spans) {
      const trace = await storage.getTrace({ traceId });
      for (const span of trace?.spans ?? []) yield { where: `span ${span.spanId}`, record: plain(span) };
    }
    hasMore = pagination?.hasMore ?? false;
  }
  for (let page = 0, hasMore = true; hasMore; page++) {
    const { logs, pagination } = await storage.listLogs({ pagination: { page, perPage: PAGE } });
    for (const log of logs) yield { where: `log ${log.logId}`, record: plain(log) };
    hasMore = pagination?.hasMore ?? false;
  }
  for (let page = 0, hasMore = true; hasMore; page++) {
    const { scores, pagination } = await storage.listScores({ pagination: { page, perPage: PAGE } });
    for (const score of scores) yield { where: `score ${score.scoreId}`, record: plain(score) };
    hasMore = pagination?.hasMore ?? false;
  }
  for (let page = 0, hasMore = true; hasMore; page++) {
    const { feedback, pagination } = await storage.listFeedback({ pagination: { page, perPage: PAGE } });
    for (const one of feedback) yield { where: `feedback ${one.feedbackId}`, record: plain(one) };
    hasMore = pagination?.hasMore ?? false;
  }
}

/** Fields that are there. */
function plain(record: object): object {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null && value !== undefined));
}
