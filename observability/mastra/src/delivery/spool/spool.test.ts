import { readFile, rename, stat, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ObservabilityEvent } from '@mastra/core/observability';
import { afterAll, describe, expect, it } from 'vitest';
import {
  deliveryTo,
  Failure,
  logEvent,
  RecordingLogger,
  ScriptedDestination,
  spanEvent,
} from '../../testing/destination.ts';
import { filesOf, SpoolBench, textOf, unbalanced, until } from '../../testing/spools.ts';
import type { Delivery } from '../delivery.ts';

const bench = new SpoolBench();
afterAll(() => bench.clear());

const logOf = (delivery: Delivery) => delivery.health().signals.log;
const ids = (events: readonly ObservabilityEvent[]) =>
  events.map(event => (event.type === 'log' ? event.log.logId : event.type));

function unreachable(): ScriptedDestination {
  const destination = new ScriptedDestination();
  destination.behave = () => {
    throw new Failure('unreachable');
  };
  return destination;
}

/** A spool that holds these events, and whose process is no more. */
async function abandoned(events: readonly ObservabilityEvent[], weight = events.length): Promise<string> {
  const dir = await bench.directory();
  const delivery = deliveryTo(unreachable(), { spool: { dir } });
  for (const event of events) delivery.accept('exportedSpan' in event ? 'tracing' : 'log', event);
  const { log, tracing } = delivery.health().signals;
  await until(() => log.spooled + tracing.spooled === weight);
  const copy = await bench.snapshot(dir);
  await delivery.shutdown({ timeoutMs: 1 });
  return copy;
}

const segmentOf = async (dir: string, kind = 'events') => (await filesOf(dir)).find(path => path.endsWith(`.${kind}`))!;

describe('what a process that was killed has left', () => {
  it('is sent by the next one, in order and unchanged', async () => {
    const events = [
      logEvent('info', 'a\u0000b\ud800\n€😀'),
      ...Array.from({ length: 300 }, (_, i) => logEvent('info', `n${i}`)),
      spanEvent('span.ended', 'a', { input: { at: new Date(7), many: [1, undefined, -0, 10n], $spool: 'mine' } }),
    ];
    const dir = await abandoned(events);
    const destination = new ScriptedDestination();
    const delivery = deliveryTo(destination, { spool: { dir } });
    await expect(delivery.flush()).resolves.toEqual({ delivered: 302, failed: 0, pending: 0 });
    const logs = destination.arrived.filter(event => event.type === 'log');
    expect(logs).toEqual(events.slice(0, 301));
    expect(destination.arrived.filter(event => event.type !== 'log')).toEqual(events.slice(301));
    expect(logOf(delivery)).toMatchObject({ emitted: 301, delivered: 301, spooled: 0 });
    expect(unbalanced(delivery)).toEqual([]);
    await delivery.shutdown();
    expect(await filesOf(dir)).toEqual([]);
  });

  it('waits on the disk while the destination is still down, through every further start', async () => {
    let dir = await abandoned([logEvent(), logEvent()]);
    for (let restart = 0; restart < 3; restart++) {
      const delivery = deliveryTo(unreachable(), { spool: { dir } });
      delivery.accept('log', logEvent());
      await until(() => logOf(delivery).spooled === 3 + restart);
      await delivery.flush({ timeoutMs: 20 });
      expect(unbalanced(delivery)).toEqual([]);
      dir = await bench.snapshot(dir);
      await delivery.shutdown({ timeoutMs: 1 });
    }
    const destination = new ScriptedDestination();
    const delivery = deliveryTo(destination, { spool: { dir } });
    await delivery.flush();
    expect(new Set(ids(destination.arrived)).size).toBe(5);
    expect(destination.arrived).toHaveLength(5);
    await delivery.shutdown();
  });

  it('is not sent again where it had arrived', async () => {
    const dir = await bench.directory();
    const destination = unreachable();
    const first = deliveryTo(destination, { spool: { dir }, maxBatchSize: 2 });
    for (let i = 0; i < 4; i++) first.accept('log', logEvent('info', `${i}`));
    await until(() => logOf(first).spooled === 4);
    let batches = 0;
    destination.behave = () => {
      if (batches++ > 0) throw new Failure('unreachable');
    };
    await first.flush();
    await until(() => logOf(first).delivered === 2);
    let copy = '';
    for (let saved = false; !saved; ) {
      copy = await bench.snapshot(dir);
      const acknowledged = (await filesOf(copy)).find(path => path.endsWith('.ack'));
      saved = acknowledged !== undefined && (await stat(acknowledged)).size > 0;
    }
    await first.shutdown({ timeoutMs: 1 });
    const again = new ScriptedDestination();
    const second = deliveryTo(again, { spool: { dir: copy } });
    await second.flush();
    expect(again.arrived.map(event => event.type === 'log' && event.log.message)).toEqual(['2', '3']);
    await second.shutdown();
  });

  it('is cut where its last line is torn, at whatever byte', async () => {
    const dir = await abandoned([logEvent('info', 'one'), logEvent('info', 'two')]);
    const whole = await readFile(await segmentOf(dir));
    const lastFrom = whole.lastIndexOf(0x0a, whole.length - 2) + 1;
    for (let size = lastFrom; size < whole.length; size += 3) {
      const copy = await bench.snapshot(dir);
      await truncate(await segmentOf(copy), size);
      const logger = new RecordingLogger();
      const destination = new ScriptedDestination();
      const delivery = deliveryTo(destination, { spool: { dir: copy } }, logger);
      await delivery.flush();
      expect(destination.arrived.map(event => event.type === 'log' && event.log.message)).toEqual(['one']);
      expect(logger.warnings).toEqual([]);
      await delivery.shutdown();
      expect(await filesOf(copy)).toEqual([]);
    }
  });

  it('is sent but for the records that are damaged, which one warning counts', async () => {
    const dir = await abandoned(Array.from({ length: 9 }, (_, i) => logEvent('info', `message-${i}`)));
    const path = await segmentOf(dir);
    const bytes = await readFile(path);
    bytes[bytes.indexOf('message-3') + 8]! ^= 1;
    // A line break that is gone joins two records into one that is none.
    bytes[bytes.indexOf(0x0a, bytes.indexOf('message-6'))] = 0x20;
    await writeFile(path, bytes);
    const logger = new RecordingLogger();
    const destination = new ScriptedDestination();
    const delivery = deliveryTo(destination, { spool: { dir } }, logger);
    await delivery.flush();
    const messages = destination.arrived.map(event => (event.type === 'log' ? event.log.message.slice(8) : ''));
    expect(messages.join('')).toBe('012458');
    expect(logger.warnings).toHaveLength(1);
    expect(logger.warnings[0]).toContain('spool_damaged');
    expect(logOf(delivery).dropped.spool_damaged).toBe(3);
    expect(unbalanced(delivery)).toEqual([]);
    await delivery.shutdown();
  });

  it('goes for good also where the process died while it deleted', async () => {
    const dir = await abandoned([logEvent()]);
    const path = await segmentOf(dir);
    await rename(path, `${path}.ack`);
    const destination = new ScriptedDestination();
    const delivery = deliveryTo(destination, { spool: { dir } });
    await delivery.shutdown();
    expect(destination.arrived).toEqual([]);
    expect(await filesOf(dir)).toEqual([]);
  });

  it('is put aside where another version wrote it', async () => {
    const dir = await abandoned([logEvent()]);
    const path = await segmentOf(dir);
    const text = 'mastra-spool 3\nsomething that nobody here can read\n';
    await writeFile(path, text);
    const logger = new RecordingLogger();
    const delivery = deliveryTo(new ScriptedDestination(), { spool: { dir } }, logger);
    await expect(delivery.flush()).resolves.toEqual({ delivered: 0, failed: 0, pending: 0 });
    await delivery.shutdown();
    const [kept, ...others] = await filesOf(dir);
    expect(kept).toMatch(/\.set-aside$/);
    expect(others.filter(other => !other.endsWith('alive'))).toEqual([]);
    expect(await readFile(kept!, 'latin1')).toBe(text);
    expect(logger.warnings).toHaveLength(1);
    expect(logger.warnings[0]).toContain(kept);
  });

  it('is taken over by one process only, and only from the dead', async () => {
    const dir = await abandoned([logEvent('info', 'of the living')]);
    const directory = dirname(await segmentOf(dir));
    // The same directory under the name of another process, first of this one's parent, then of nobody.
    const alive = directory.replace(/-\d+-\d+-\d+~\d+$/, `-1-0-${await startOf(1)}~1`);
    await rename(directory, alive);
    const others = () => [deliveryTo(others1, { spool: { dir } }), deliveryTo(others2, { spool: { dir } })] as const;
    const others1 = new ScriptedDestination();
    const others2 = new ScriptedDestination();
    for (const other of others()) await other.shutdown();
    expect(others1.arrived).toEqual([]);
    expect(others2.arrived).toEqual([]);
    await rename(alive, alive.replace(/-1-0-\d+~1$/, '-4194305-0-1~1'));
    const [one, two] = others();
    await Promise.all([one.flush(), two.flush()]);
    expect([...others1.arrived, ...others2.arrived]).toHaveLength(1);
    await one.shutdown();
    await two.shutdown();
  });
});

async function startOf(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') 0');
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '0';
}

describe('a destination that is down for long', () => {
  it('gets everything in order when it is back, from a queue that stays small', async () => {
    const destination = unreachable();
    const logger = new RecordingLogger();
    const dir = await bench.directory();
    const delivery = deliveryTo(destination, { spool: { dir }, maxQueueEvents: 1000, maxBatchSize: 200 }, logger);
    const emitted: string[] = [];
    const emit = () => {
      for (let i = 0; i < 400; i++) {
        const event = logEvent(i % 2 ? 'error' : 'debug');
        emitted.push(event.log.logId);
        delivery.accept('log', event);
      }
    };
    for (let round = 0; round < 25; round++) {
      emit();
      expect(unbalanced(delivery)).toEqual([]);
      await until(() => logOf(delivery).queued === 0);
    }
    expect(logOf(delivery)).toMatchObject({ emitted: 10_000, spooled: 10_000 });
    destination.behave = () => {
      expect(unbalanced(delivery)).toEqual([]);
    };
    let pending = 1;
    while (pending > 0) {
      if (emitted.length < 12_000) emit();
      ({ pending } = await delivery.flush());
    }
    expect(ids(destination.arrived)).toEqual(emitted);
    expect(logOf(delivery)).toMatchObject({ delivered: emitted.length, spooled: 0, queued: 0 });
    expect(logger.warnings).toHaveLength(1);
    await delivery.shutdown();
    expect(await filesOf(dir)).toEqual([]);
  });

  it('never loses an event that is on the disk to one that is worth more', async () => {
    const destination = unreachable();
    const delivery = deliveryTo(destination, {
      spool: { dir: await bench.directory() },
      maxQueueEvents: 100,
      maxBatchSize: 1,
    });
    for (let i = 0; i < 40; i++) delivery.accept('log', logEvent('debug'));
    await until(() => logOf(delivery).spooled === 40);
    for (let i = 0; i < 120; i++) delivery.accept('log', logEvent('error'));
    expect(logOf(delivery).dropped).toMatchObject({ queue_full: 0, spool_full: 0 });
    expect(unbalanced(delivery)).toEqual([]);
    destination.behave = () => undefined;
    await delivery.flush();
    await delivery.shutdown();
    expect(new Set(ids(destination.arrived)).size).toBe(160);
  });

  it('leaves what is left to the next process at shutdown, and says so', async () => {
    const dir = await bench.directory();
    const first = deliveryTo(unreachable(), { spool: { dir }, maxQueueEvents: 40 });
    for (let i = 0; i < 30; i++) first.accept('log', logEvent());
    first.accept('tracing', spanEvent('span.started', 'a'));
    await expect(first.shutdown({ timeoutMs: 50 })).resolves.toEqual({ delivered: 0, failed: 0, pending: 31 });
    expect(logOf(first)).toMatchObject({ spooled: 30, queued: 0 });
    expect(unbalanced(first)).toEqual([]);
    const destination = new ScriptedDestination();
    const second = deliveryTo(destination, { spool: { dir } });
    await expect(second.shutdown()).resolves.toEqual({ delivered: 31, failed: 0, pending: 0 });
    expect(await filesOf(dir)).toEqual([]);
  });
});

describe('a span that runs', () => {
  it('is on the disk as it was last seen, and stands for its events', async () => {
    const dir = await bench.directory();
    const destination = new ScriptedDestination();
    const delivery = deliveryTo(destination, { spool: { dir }, maxBatchWaitMs: 1_000_000 });
    const { tracing } = delivery.health().signals;
    delivery.accept('tracing', spanEvent('span.started', 'a'));
    await until(() => tracing.spooled === 1);
    delivery.accept('tracing', spanEvent('span.updated', 'a', { output: 'so far' }));
    expect(tracing).toMatchObject({ emitted: 2, queued: 2, spooled: 0 });
    const between = await bench.snapshot(dir);
    await until(() => tracing.spooled === 2);
    delivery.accept('tracing', spanEvent('span.ended', 'a'));
    await delivery.shutdown();
    expect(destination.arrived.map(event => event.type)).toEqual(['span.ended']);
    expect(tracing).toMatchObject({ emitted: 3, delivered: 3, spooled: 0 });
    expect(await filesOf(dir)).toEqual([]);
    const later = new ScriptedDestination();
    const next = deliveryTo(later, { spool: { dir: between } });
    await next.shutdown();
    // At no moment is there nothing of it.
    expect(['span.started', 'span.updated']).toContain(later.arrived[0]?.type);
  });
});

describe('an event that was refused', () => {
  it('outlives the process with its reason, and can be sent again', async () => {
    const dir = await bench.directory();
    const refusing = new ScriptedDestination();
    refusing.behave = (_signal, events) => {
      if (events.some(event => event.type === 'log' && event.log.message === 'bad')) throw new Failure('rejected');
    };
    const first = deliveryTo(refusing, { spool: { dir } });
    first.accept('log', logEvent('info', 'bad'));
    first.accept('log', logEvent('info', 'good'));
    await first.flush();
    await expect(first.shutdown()).resolves.toMatchObject({ pending: 0 });
    const second = deliveryTo(refusing, { spool: { dir } });
    await second.flush();
    expect(second.quarantined()).toMatchObject([
      {
        signal: 'log',
        reason: 'scripted failure: rejected',
        event: { log: { message: 'bad', timestamp: new Date(0) } },
      },
    ]);
    expect(logOf(second)).toMatchObject({ emitted: 1, quarantined: 1 });
    refusing.behave = () => undefined;
    second.redrive();
    expect(unbalanced(second)).toEqual([]);
    await expect(second.shutdown()).resolves.toMatchObject({ delivered: 1, pending: 0 });
    expect(await filesOf(dir)).toEqual([]);
  });
});

describe('a limit', () => {
  it('of bytes turns away the least valuable first, and counts it', async () => {
    const dir = await bench.directory();
    const logger = new RecordingLogger();
    const destination = unreachable();
    const delivery = deliveryTo(
      destination,
      { spool: { dir, maxBytes: 64 * 1024 }, maxQueueEvents: 20, maxBatchSize: 5 },
      logger,
    );
    const text = 'x'.repeat(500);
    for (let round = 0; round < 20; round++) {
      for (let i = 0; i < 9; i++) delivery.accept('log', logEvent(i === 4 ? 'error' : 'debug', text));
      await until(() => logOf(delivery).queued <= 10);
    }
    expect(logOf(delivery).dropped.spool_full).toBeGreaterThan(0);
    expect(unbalanced(delivery)).toEqual([]);
    expect(delivery.health().spool!.bytes).toBeLessThanOrEqual(64 * 1024);
    expect(logger.warnings.filter(line => line.includes('has reached delivery.spool.maxBytes'))).toHaveLength(1);
    destination.behave = () => undefined;
    await delivery.shutdown();
    const levels = destination.arrived.map(event => event.type === 'log' && event.log.level);
    expect(levels.filter(level => level === 'error')).toHaveLength(20);
  });

  it('of age gives up what is older, and counts it', async () => {
    const dir = await abandoned([logEvent(), logEvent()]);
    const destination = new ScriptedDestination();
    const delivery = deliveryTo(destination, { spool: { dir, maxAgeMs: 0 } });
    await delivery.flush();
    expect(destination.arrived).toEqual([]);
    expect(logOf(delivery)).toMatchObject({ emitted: 2, spooled: 0 });
    expect(logOf(delivery).dropped.spool_expired).toBe(2);
    await delivery.shutdown();
    expect(await filesOf(dir)).toEqual([]);
  });
});

describe('the files', () => {
  it('are for their owner only', async () => {
    const dir = await bench.directory();
    const delivery = deliveryTo(unreachable(), { spool: { dir } });
    delivery.accept('log', logEvent('info', 'hello'));
    await delivery.shutdown({ timeoutMs: 1 });
    const path = await segmentOf(dir);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(path))).mode & 0o777).toBe(0o700);
    expect(await textOf(dir)).toContain('hello');
    expect(path.startsWith(join(dir, 'scripted'))).toBe(true);
  });
});
