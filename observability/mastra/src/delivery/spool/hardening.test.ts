import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { LogEvent } from '@mastra/core/observability';
import { afterAll, describe, expect, it } from 'vitest';
import { deliveryTo, Failure, logEvent, RecordingLogger, ScriptedDestination } from '../../testing/destination.ts';
import { filesOf, SpoolBench, textOf, unbalanced, until } from '../../testing/spools.ts';
import type { Delivery } from '../delivery.ts';
import { FIRST_EDITION } from './first-edition.ts';

const bench = new SpoolBench();
afterAll(() => bench.clear());

const logOf = (delivery: Delivery) => delivery.health().signals.log;
const isRoot = process.getuid?.() === 0;

function unreachable(): ScriptedDestination {
  const destination = new ScriptedDestination();
  destination.behave = () => {
    throw new Failure('unreachable');
  };
  return destination;
}

const messagesOf = (destination: ScriptedDestination) =>
  destination.arrived.map(event => (event.type === 'log' ? event.log.message : event.type)).sort();

/** A spool that holds these logs, and whose process is no more. */
async function abandoned(messages: readonly string[]): Promise<string> {
  const dir = await bench.directory();
  const delivery = deliveryTo(unreachable(), { spool: { dir } });
  for (const message of messages) delivery.accept('log', logEvent('info', message));
  await until(() => logOf(delivery).spooled === messages.length);
  const copy = await bench.snapshot(dir);
  await delivery.shutdown({ timeoutMs: 1 });
  return copy;
}

const fileIn = async (dir: string) => (await filesOf(dir)).find(path => path.endsWith('.events'))!;

async function heirOf(dir: string) {
  const destination = new ScriptedDestination();
  const logger = new RecordingLogger();
  const delivery = deliveryTo(destination, { spool: { dir } }, logger);
  await delivery.flush();
  return { destination, delivery, logger };
}

const many = Array.from({ length: 300 }, (_, i) => `message-${i}`);

describe('a flipped bit', () => {
  it.each([
    ['in the first line of the file', (text: string) => text.indexOf('spool'), 0],
    ['in the head of a record', (text: string) => text.indexOf('#') + 20, 0],
    ['in the checksum of a head', (text: string) => text.indexOf('#') + 3, 0],
    ['in a record', (text: string) => text.indexOf('message-150') + 3, 1],
  ])('%s costs no more than what it is in', async (_, position, lost) => {
    const dir = await abandoned(many);
    const path = await fileIn(dir);
    const bytes = await readFile(path);
    bytes[position(bytes.toString('latin1'))]! ^= 1;
    await writeFile(path, bytes);
    const { destination, delivery } = await heirOf(dir);
    expect(new Set(messagesOf(destination)).size).toBe(300 - lost);
    expect(logOf(delivery)).toMatchObject({ emitted: 300, delivered: 300 - lost });
    expect(logOf(delivery).dropped.spool_damaged).toBe(lost);
    expect(unbalanced(delivery)).toEqual([]);
    await delivery.shutdown();
  });
});

it('a directory that is named like a file of ours stops nothing', async () => {
  const dir = await abandoned(['a']);
  await mkdir(join(dirname(await fileIn(dir)), '00000000.events'));
  const { destination, delivery } = await heirOf(dir);
  expect(messagesOf(destination)).toEqual(['a']);
  await delivery.shutdown();
});

describe('what is not ours', () => {
  it('a link instead of the exporter’s directory is not followed', async () => {
    const elsewhere = await abandoned(['planted']);
    const dir = await bench.directory();
    await symlink(join(elsewhere, 'scripted'), join(dir, 'scripted'));
    const { destination, delivery, logger } = await heirOf(dir);
    expect(destination.arrived).toEqual([]);
    expect(logger.warnings[0]).toContain('symbolic link');
    delivery.accept('log', logEvent('info', 'mine'));
    await delivery.flush();
    expect(messagesOf(destination)).toEqual(['mine']);
    await delivery.shutdown();
    expect(await textOf(elsewhere)).toContain('planted');
  });

  it('a link instead of a file is not followed, nor written through', async () => {
    const dir = await abandoned(['mine']);
    const path = await fileIn(dir);
    const secret = join(await bench.directory(), 'secret');
    await writeFile(secret, 'keep me');
    await symlink(secret, join(dirname(path), '00000009.events'));
    await symlink(secret, `${path}.ack`);
    const { delivery } = await heirOf(dir);
    await delivery.shutdown();
    expect(await readFile(secret, 'utf8')).toBe('keep me');
  });

  it.skipIf(!isRoot)('the directory of another user is not sent', async () => {
    const dir = await abandoned(['planted']);
    execFileSync('chown', ['-R', '12345', join(dir, 'scripted')]);
    const { destination, delivery, logger } = await heirOf(dir);
    expect(destination.arrived).toEqual([]);
    expect(logger.warnings[0]).toContain('12345');
    await delivery.shutdown();
  });

  it('a directory that others may write to is not sent', async () => {
    const dir = await abandoned(['planted']);
    execFileSync('chmod', ['777', dirname(await fileIn(dir))]);
    const { destination, delivery, logger } = await heirOf(dir);
    expect(destination.arrived).toEqual([]);
    expect(logger.warnings[0]).toContain('may write');
    await delivery.shutdown();
  });
});

describe('the directory is removed while it is in use', () => {
  it('which is noticed and told, and what is in memory is written again', async () => {
    const dir = await bench.directory();
    const logger = new RecordingLogger();
    const destination = unreachable();
    const delivery = deliveryTo(destination, { spool: { dir } }, logger);
    delivery.accept('log', logEvent('info', 'before'));
    await until(() => logOf(delivery).spooled === 1);
    await rm(join(dir, 'scripted'), { recursive: true });
    await until(() => logger.warnings.some(line => line.includes('was removed')));
    expect(await textOf(dir)).toContain('before');
    delivery.accept('log', logEvent('info', 'after'));
    await until(() => logOf(delivery).spooled === 2);
    const copy = await bench.snapshot(dir);
    destination.behave = () => undefined;
    await delivery.shutdown();
    const heir = await heirOf(copy);
    expect(messagesOf(heir.destination)).toEqual(['after', 'before']);
    await heir.delivery.shutdown();
  });
});

it('memory that is full goes to the disk at once, and nothing is lost', async () => {
  const dir = await bench.directory();
  const destination = new ScriptedDestination();
  const delivery = deliveryTo(destination, { spool: { dir }, maxQueueEvents: 500, maxBatchSize: 100 });
  const ids = new Set<string>();
  for (let i = 0; i < 20_000; i++) {
    const event = logEvent(i % 3 ? 'debug' : 'error');
    ids.add(event.log.logId);
    delivery.accept('log', event);
  }
  expect(unbalanced(delivery)).toEqual([]);
  await expect(delivery.shutdown({ timeoutMs: 60_000 })).resolves.toMatchObject({
    delivered: 20_000,
    failed: 0,
    pending: 0,
  });
  expect(destination.arrived.filter(event => ids.delete((event as LogEvent).log.logId))).toHaveLength(20_000);
  expect(await filesOf(dir)).toEqual([]);
}, 60_000);

describe('a process that ends right after a log', () => {
  const source = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const program = (ending: string) => `
    import { DefaultExporter } from ${source('../../exporters/default.ts')};
    import { Observability } from ${source('../../instances/observability.ts')};
    const storage = { getStore: async () => { throw Object.assign(new Error('down'), { code: 'ECONNREFUSED' }); } };
    const observability = new Observability({ serviceName: 'ends', exporters: [new DefaultExporter({ storage })], delivery: { spool: { dir: process.argv[1] } } });
    const log = observability.getDefaultInstance().getLoggerContext();
    observability.getDefaultInstance().startSpan({ type: 'generic', name: 'still open' });
    log.error('the last words');
    ${ending}`;

  it.each([
    ['process.exit()', 'process.exit(3)'],
    ['an exception that nobody catches', "throw new Error('boom')"],
    ['a rejection that nobody catches', "await Promise.reject(new Error('boom'))"],
  ])('by %s leaves it on the disk', async (_, ending) => {
    const dir = await bench.directory();
    const args = ['--conditions=mastra-source', '--input-type=module', '--eval', program(ending), dir];
    expect(spawnSync(process.execPath, args, { stdio: 'ignore' }).status).not.toBe(0);
    const text = await textOf(dir);
    expect(text).toContain('the last words');
    expect(text).toContain('still open');
  });
});

it('what the first edition has left is sent, but for what had arrived', async () => {
  const dir = await abandoned(['new']);
  const path = await fileIn(dir);
  const lines = ['old-0', 'old-1', 'old-2'].map(message => {
    const text = JSON.stringify({
      type: 'log',
      log: { logId: message, timestamp: new Date(7), level: 'info', message },
    });
    const body = Buffer.from(`1 2 1700000000000 ${text}`);
    const hex = (value: number) => value.toString(16).padStart(8, '0');
    return `${hex(crc32(body))} ${hex(body.length)} ${body}\n`;
  });
  await writeFile(path, FIRST_EDITION + lines.join(''));
  const arrived = Buffer.alloc(12);
  arrived.writeUInt32LE(FIRST_EDITION.length, 0);
  arrived.writeUInt32LE(FIRST_EDITION.length + lines[0]!.length, 4);
  arrived.writeUInt32LE(crc32(arrived.subarray(0, 8)), 8);
  await writeFile(`${path}.ack`, arrived);
  const { destination, delivery } = await heirOf(dir);
  expect(messagesOf(destination)).toEqual(['old-1', 'old-2']);
  expect((destination.arrived[0] as LogEvent).log.timestamp).toEqual(new Date(7));
  expect(logOf(delivery)).toMatchObject({ emitted: 4, delivered: 4 });
  await delivery.shutdown();
  expect(await filesOf(dir)).toEqual([]);
});

it('files and folders are for their owner only', async () => {
  const dir = join(await bench.directory(), 'made', 'by', 'us');
  const delivery = deliveryTo(unreachable(), { spool: { dir } });
  delivery.accept('log', logEvent());
  await until(() => logOf(delivery).spooled === 1);
  for (const name of await readdir(dir, { recursive: true })) {
    const { mode } = await stat(join(dir, name));
    expect((mode & 0o077).toString(8), basename(name)).toBe('0');
  }
  await rename(dir, `${dir}-moved`);
  await delivery.shutdown({ timeoutMs: 1 });
});
