import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { type DefaultExporter, Observability } from '../../observability/mastra/src/index.ts';
import { SIGNALS, type SignalLedger } from '../../packages/core/src/observability/index.ts';
import type { MastraStorage } from '../../packages/core/src/storage/index.ts';

export { turn };

/** How much of everything: the short form in the tests, the long one by `pnpm chaos`. */
export interface Size {
  readonly kills: number;
  readonly events: number;
  readonly seconds: number;
}

export interface Scenario {
  readonly name: string;
  /** Does its worst, and answers what it has seen. Throws where the ledger or the rows are wrong. */
  run(size: Size, random: () => number): Promise<string>;
}

/** A repeatable source of chance. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export async function inFolder<T>(work: (dir: string) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'chaos-'));
  try {
    return await work(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  }
}

export const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

export function pipelineWith(exporters: readonly DefaultExporter[], spoolDir?: string): Observability {
  const delivery = spoolDir === undefined ? {} : { spool: { dir: spoolDir } };
  const observability = new Observability({ serviceName: 'chaos', exporters: [...exporters], delivery });
  observability.attach({ logger: silent });
  return observability;
}

/** The sums over all signals of one exporter, after a look whether each ledger balances. */
export function ledgerOf(observability: Observability, exporter = 'default'): SignalLedger & { readonly lost: number } {
  const { signals } = observability.health().exporters[exporter]!;
  const sum = { emitted: 0, delivered: 0, queued: 0, spooled: 0, quarantined: 0, sampledOut: 0, filtered: 0 };
  let lost = 0;
  for (const signal of SIGNALS) {
    const ledger = signals[signal];
    const dropped = Object.values(ledger.dropped).reduce((a, b) => a + b, 0);
    const { emitted, delivered, queued, spooled, quarantined, sampledOut, filtered } = ledger;
    const known = delivered + queued + spooled + quarantined + sampledOut + filtered + dropped;
    must(emitted === known, `the ledger of ${signal} does not balance: ${JSON.stringify(ledger)}`);
    lost += dropped;
    for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += ledger[key];
  }
  return { ...sum, dropped: signals.log.dropped, lost };
}

export function must(isTrue: boolean, otherwise: string): void {
  if (!isTrue) throw new Error(otherwise);
}

export async function flushAll(observability: Observability): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if ((await observability.flush({ timeoutMs: 60_000 })).pending === 0) return;
  }
  throw new Error('something is still pending after a hundred flushes');
}

/** How often each message that begins with a prefix is in the store. */
export async function messagesIn(storage: MastraStorage): Promise<ReadonlyMap<string, number>> {
  const store = (await storage.getStore('observability'))!;
  const seen = new Map<string, number>();
  let after: string | undefined;
  do {
    const page = await store.listLogs({ after, limit: 100 });
    for (const { message } of page.logs) seen.set(message, (seen.get(message) ?? 0) + 1);
    after = page.cursor?.next ?? undefined;
  } while (after);
  return seen;
}
