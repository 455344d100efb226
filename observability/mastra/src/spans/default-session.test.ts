import { expect, test } from 'vitest';
import { InMemoryExporter, Observability } from '../index.ts';
import { RecordingLogger } from '../testing/destination.ts';

function program(defaultSessionId?: string) {
  const memory = new InMemoryExporter();
  const logger = new RecordingLogger();
  const observability = new Observability({ serviceName: 'cli', exporters: [memory], defaultSessionId });
  observability.attach({ logger });
  const run = (tracingOptions: { userId?: string; threadId?: string; sessionId?: string } = {}) => {
    const span = observability.getDefaultInstance().startSpan({ type: 'generic', name: 'run', tracingOptions });
    span.createChildSpan({ type: 'generic', name: 'part', entityType: 'tool', entityId: 't' }).end();
    span.end();
    return span.correlation.sessionId;
  };
  return { run, logger };
}

test('a program with one user has one session, and no warning', () => {
  const { run, logger } = program('cli');
  expect([run(), run({ userId: 'ada' }), run({ userId: 'ada', threadId: 't-1' }), run()]).toEqual([
    'cli',
    'cli',
    't-1',
    'cli',
  ]);
  expect(logger.warnings).toEqual([]);
});

test.each([
  ['users', { userId: 'ada' }, { userId: 'ben' }],
  ['threads', { threadId: 't-1' }, { threadId: 't-2' }],
])('more than one of %s is mentioned once, as soon as the default is used', (_, one, other) => {
  const { run, logger } = program('cli');
  run({ ...one, sessionId: 's-1' });
  run({ ...other, sessionId: 's-2' });
  // As long as every run has a session of its own there is nothing to say.
  expect(logger.warnings).toEqual([]);
  expect(run()).toBe('cli');
  run({ userId: 'cleo' });
  run({ userId: 'dora' });
  expect(logger.warnings).toEqual([expect.stringMatching(/defaultSessionId 'cli'.*more than one user or thread/)]);
});

test('without a default there is no session and no warning', () => {
  const { run, logger } = program();
  expect([run({ userId: 'ada' }), run({ userId: 'ben' })]).toEqual([undefined, undefined]);
  expect(logger.warnings).toEqual([]);
});
