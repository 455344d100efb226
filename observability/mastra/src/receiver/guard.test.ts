import { MastraError } from '@mastra/core/error';
import { describe, expect, it } from 'vitest';
import { isLoopback } from './guard.ts';
import { posted, receiving, traceRequest } from './testing/receiving.ts';

describe('without authorize', () => {
  it.each([
    ['localhost', true],
    ['localhost:4318', true],
    ['app.localhost', true],
    ['127.0.0.1:4318', true],
    ['127.8.9.10', true],
    ['[::1]:4318', true],
    ['::1', true],
    ['0.0.0.0', false],
    ['::', false],
    ['10.0.0.1', false],
    ['127.0.0.1.evil.example', false],
    ['localhost.evil.example', false],
    ['localhost@evil.example', false],
    ['evil.example#localhost', false],
    ['', false],
    ['not a host', false],
  ])('%s names this machine: %s', (host, isOwn) => {
    expect(isLoopback(host)).toBe(isOwn);
  });

  it.each([
    ['a foreign Host', { host: 'evil.example' }, 403],
    ['a foreign Host with our port', { host: 'evil.example:4318' }, 403],
    ['a foreign Origin', { host: 'localhost:4318', origin: 'https://evil.example' }, 403],
    ['a page without an origin', { host: 'localhost:4318', origin: 'null' }, 403],
    ['a page of this machine', { host: 'localhost:4318', origin: 'http://localhost:3000' }, 200],
    ['no page at all', { host: '127.0.0.1:4318' }, 200],
  ])('%s', async (_, headers, status) => {
    const { receiver, memory } = receiving();
    expect((await receiver.handle(posted('/v1/traces', traceRequest({}), headers))).status).toBe(status);
    expect(memory.spans).toHaveLength(status === 200 ? 1 : 0);
  });

  it.each(['0.0.0.0', '::', '192.168.1.1', 'my-host'])('does not listen on %s', async host => {
    const refused = await receiving()
      .receiver.listen({ port: 0, host })
      .catch((error: unknown) => error);
    expect(MastraError.is(refused) && refused.code).toBe('OTLP_RECEIVER_UNGUARDED');
  });
});

describe('with authorize', () => {
  it.each([
    ['any Host', { host: 'otlp.example' }, 200],
    ['its own pages', { host: 'otlp.example', origin: 'https://otlp.example' }, 200],
    ['foreign pages', { host: 'otlp.example', origin: 'https://evil.example' }, 403],
  ])('%s', async (_, headers, status) => {
    const { receiver } = receiving({ authorize: () => true });
    expect((await receiver.handle(posted('/v1/traces', traceRequest({}), headers))).status).toBe(status);
  });

  it('listens wherever it is told to', async () => {
    const listener = await receiving({ authorize: () => true }).receiver.listen({ port: 0, host: '0.0.0.0' });
    expect(listener.port).toBeGreaterThan(0);
    await listener.close();
  });
});

describe('the tenant', () => {
  const span = { attributes: [{ key: 'mastra.organization.id', value: { stringValue: 'claimed' } }] };

  it.each([
    ['is what authorize says', { authorize: () => ({ organizationId: 'acme', userId: 'u' }) }, 'acme'],
    ['is none where authorize names none', { authorize: () => true }, undefined],
    ['is none without authorize', {}, undefined],
    ['is the claimed one for trusted senders', { trustTenant: true }, 'claimed'],
    [
      'is that of authorize for trusted senders, too',
      { trustTenant: true, authorize: () => ({ organizationId: 'acme' }) },
      'acme',
    ],
  ])('%s', async (_, options, organizationId) => {
    const { receiver, memory } = receiving(options);
    expect((await receiver.handle(posted('/v1/traces', traceRequest(span)))).status).toBe(200);
    expect(memory.spans[0]?.organizationId).toBe(organizationId);
  });

  it('is the configured one where nobody names another', async () => {
    const { receiver, memory } = receiving({}, { organizationId: 'house' });
    await receiver.handle(posted('/v1/traces', traceRequest(span)));
    expect(memory.spans[0]).toMatchObject({
      organizationId: 'house',
      attributes: { 'mastra.organization.id': 'claimed' },
    });
  });

  it.each([[{}], [{ organizationId: '' }], [{ organizationId: 7 }], [null], ['acme'], [1]])(
    '%o is nobody',
    async verdict => {
      const { receiver } = receiving({ authorize: () => verdict as never });
      expect((await receiver.handle(posted('/v1/traces', traceRequest({})))).status).toBe(401);
    },
  );

  it('owns the traces that it sent first', async () => {
    let organizationId = 'a';
    const { receiver, memory } = receiving({ authorize: () => ({ organizationId }) });
    await receiver.handle(posted('/v1/traces', traceRequest({ name: 'mine' })));
    organizationId = 'b';
    const answer = await receiver.handle(posted('/v1/traces', traceRequest({ name: 'theirs' })));
    expect(await answer.json()).toMatchObject({
      partialSuccess: { rejectedSpans: '1', errorMessage: expect.stringContaining('another tenant') },
    });
    expect(memory.spans.map(one => [one.name, one.organizationId])).toEqual([['mine', 'a']]);
  });
});
