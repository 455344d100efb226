import { execFileSync } from 'node:child_process';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Clock } from '../../clock.ts';
import { Failure, logEvent, RecordingLogger, ScriptedDestination } from '../../testing/destination.ts';
import { filesOf, SpoolBench, unbalanced, until } from '../../testing/spools.ts';
import { Delivery } from '../delivery.ts';
import { resolveDelivery } from '../options.ts';

const bench = new SpoolBench();
afterAll(() => bench.clear());

/** A clock that can be put forward, so that nobody waits for the rest of a spool to end. */
function adjustableClock(): Clock & { forward(ms: number): void } {
  let ahead = 0;
  return {
    now: Date.now,
    monotonic: () => performance.now() + ahead,
    forward: ms => {
      ahead += ms;
    },
  };
}

function open(dir: string) {
  const destination = new ScriptedDestination();
  destination.behave = () => {
    throw new Failure('unreachable');
  };
  const logger = new RecordingLogger();
  const clock = adjustableClock();
  const resolved = resolveDelivery({ spool: { dir }, maxBatchWaitMs: 1, retry: { initialDelayMs: 1, maxDelayMs: 1 } });
  const options = { ...resolved, spool: { ...resolved.spool!, groupWaitMs: 1 } };
  const delivery = new Delivery(destination, { options, logger, clock });
  const { log } = delivery.health().signals;
  const warnings = () => logger.warnings.filter(line => line.includes('spool'));
  return { destination, logger, clock, delivery, log, warnings };
}

describe('a spool that cannot be used', () => {
  it('because a file is where the directory should be: told once, delivered from memory, tried again', async () => {
    const dir = join(await bench.directory(), 'spool');
    await writeFile(dir, 'a letter');
    const { destination, delivery, log, warnings, clock, logger } = open(dir);
    delivery.accept('log', logEvent());
    await until(() => warnings().length > 0);
    expect(warnings()[0]).toContain(dir);
    expect(warnings()[0]).toContain('delivery.spool.dir');
    expect(delivery.health()).toMatchObject({ spool: { trouble: expect.any(String) } });
    clock.forward(31_000);
    delivery.accept('log', logEvent());
    await delivery.flush({ timeoutMs: 10 });
    expect(log).toMatchObject({ queued: 2, spooled: 0 });
    await rm(dir);
    clock.forward(31_000);
    delivery.accept('log', logEvent());
    await until(() => log.spooled > 0);
    expect(log).toMatchObject({ queued: 0, spooled: 3 });
    expect(warnings()).toHaveLength(1);
    expect(logger.lines.some(line => line.includes('in use again'))).toBe(true);
    destination.behave = () => undefined;
    await expect(delivery.shutdown()).resolves.toMatchObject({ pending: 0, failed: 0 });
    expect(await filesOf(dir)).toEqual([]);
  });

  it('from the beginning, does not keep a delivery from working', async () => {
    const dir = join(await bench.directory(), 'a-file', 'below');
    await writeFile(join(dir, '..'), '');
    const { destination, delivery, warnings } = open(dir);
    destination.behave = () => undefined;
    delivery.accept('log', logEvent());
    await expect(delivery.shutdown()).resolves.toEqual({ delivered: 1, failed: 0, pending: 0 });
    expect(warnings()).toHaveLength(1);
    expect(unbalanced(delivery)).toEqual([]);
  });

  it('because its directory went away: goes on in a new one', async () => {
    const dir = await bench.directory();
    const { destination, delivery, log, warnings, clock } = open(dir);
    delivery.accept('log', logEvent());
    await until(() => log.spooled === 1);
    await rename(dir, `${dir}-moved`);
    await mkdir(dir);
    // The open segment can still be written; what tells is the acknowledgement beside it.
    destination.behave = () => undefined;
    await delivery.flush();
    await until(() => warnings().length > 0);
    destination.behave = () => {
      throw new Failure('unreachable');
    };
    clock.forward(31_000);
    for (let i = 0; i < 3; i++) delivery.accept('log', logEvent());
    await until(() => log.spooled === 3);
    expect((await filesOf(dir)).some(path => path.endsWith('.events'))).toBe(true);
    destination.behave = () => undefined;
    await delivery.shutdown();
    expect(log).toMatchObject({ emitted: 4, delivered: 4 });
    expect(warnings()).toHaveLength(1);
    await rm(`${dir}-moved`, { recursive: true });
  });

  const disk = smallDisk();
  it.skipIf(disk === undefined)('because the disk is full: told once, and nothing is lost', async () => {
    const { destination, delivery, log, warnings, clock } = open(disk!);
    try {
      for (let i = 0; i < 400; i++) delivery.accept('log', logEvent('info', 'x'.repeat(1000)));
      await until(() => warnings().length > 0);
      expect(warnings()[0]).toContain('Make room on the disk');
      expect(unbalanced(delivery)).toEqual([]);
      destination.behave = () => undefined;
      await delivery.flush();
      expect(log).toMatchObject({ delivered: 400, queued: 0, spooled: 0 });
      destination.behave = () => {
        throw new Failure('unreachable');
      };
      clock.forward(31_000);
      delivery.accept('log', logEvent());
      await until(() => log.spooled === 1);
      expect(warnings()).toHaveLength(1);
    } finally {
      destination.behave = () => undefined;
      await delivery.shutdown();
      command('umount', disk!);
      command('rmdir', disk!);
    }
    expect(new Set(destination.arrived).size).toBe(401);
  });
});

function command(name: string, ...args: readonly string[]): string {
  return execFileSync(name, args, { stdio: ['ignore', 'pipe', 'ignore'] })
    .toString()
    .trim();
}

function smallDisk(): string | undefined {
  try {
    const path = command('mktemp', '-d');
    command('mount', '-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', path);
    return path;
  } catch {
    // Not every machine lets everybody mount.
    return undefined;
  }
}
