import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { ClickHouseClient } from '@clickhouse/client';
import { TaskQueue } from '../storage/engine/queue.ts';
import { literal } from '../storage/engine/sql.ts';
import { formFields } from './form-fields.ts';

/** What the front does with the next request instead of answering it. */
export type Mishap = 'drop before' | 'drop after' | 'never answer';

/** What the front has seen of a request. */
export interface SeenRequest {
  readonly query: string;
  readonly queryId: string | null;
  readonly isCompressed: boolean;
  readonly isForm: boolean;
  /** Of an insert: the rows as they came. */
  readonly data: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** A double of ClickHouse's HTTP server around the real engine, on a port of this machine. */
export interface HttpFront {
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  /** The next request whose query matches meets with this. */
  mishap(query: RegExp, kind: Mishap): void;
  close(): Promise<void>;
}

/** Parameters that are no settings of the engine. */
const NOT_SETTINGS = new Set([
  'query',
  'query_id',
  'database',
  'default_format',
  'session_id',
  'role',
  'wait_end_of_query',
  'enable_http_compression',
  'send_progress_in_http_headers',
  'http_headers_progress_interval_ms',
]);

/**
 * Starts the front. One query runs at a time, and the settings that it brings are taken back after it.
 *
 * @param user who may ask; others are refused as the server refuses them.
 */
export async function startHttpFront(
  engine: ClickHouseClient,
  user: { readonly username: string; readonly password: string },
): Promise<HttpFront> {
  const queue = new TaskQueue();
  const requests: SeenRequest[] = [];
  const mishaps: { readonly query: RegExp; readonly kind: Mishap }[] = [];
  const expected = `Basic ${Buffer.from(`${user.username}:${user.password}`).toString('base64')}`;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://front');
    if (request.headers.authorization !== expected) {
      const who = `${user.username}: Authentication failed: password is incorrect, or there is no user with such name`;
      return fail(response, 403, 516, `${who}.`, 'AUTHENTICATION_FAILED');
    }
    const params = new Map(url.searchParams);
    const isForm = request.headers['content-type']?.startsWith('multipart/form-data') ?? false;
    const body = await bodyOf(request);
    const boundary = /boundary=(.+)$/.exec(request.headers['content-type'] ?? '')?.[1] ?? '';
    if (isForm) for (const [name, value] of formFields(body, boundary)) params.set(name, value);
    const query = params.get('query') ?? body;
    const data = params.has('query') && !isForm ? body : '';
    const settings = Object.fromEntries([...params].filter(([name]) => isSetting(name)));
    const isCompressed = request.headers['content-encoding'] === 'gzip';
    requests.push({ query, queryId: params.get('query_id') ?? null, isCompressed, isForm, data, settings });
    const place = mishaps.findIndex(one => one.query.test(query));
    const kind = place < 0 ? undefined : mishaps.splice(place, 1)[0]?.kind;
    if (kind === 'never answer') return;
    if (kind === 'drop before') return void request.socket.destroy();
    await queue.run(async () => {
      try {
        const found = await run(engine, query, data, params, settings);
        if (kind === 'drop after') return void request.socket.destroy();
        succeed(response, found, /gzip/.test(String(request.headers['accept-encoding'])), params.get('query_id') ?? '');
      } catch (error) {
        const { code = 0, type = 'UNKNOWN', message } = error as { code?: string; type?: string; message: string };
        fail(response, 500, Number(code), message, type);
      }
    });
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(error => fail(response, 500, 1001, String(error), 'STD_EXCEPTION'));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    mishap: (query, kind) => void mishaps.push({ query, kind }),
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function isSetting(name: string): boolean {
  return !NOT_SETTINGS.has(name) && !name.startsWith('param_');
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  return (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
}

async function run(
  engine: ClickHouseClient,
  query: string,
  data: string,
  params: ReadonlyMap<string, string>,
  settings: Readonly<Record<string, string>>,
): Promise<string> {
  const bound = [...params].filter(([name]) => name.startsWith('param_'));
  const before = [...Object.entries(settings), ...bound].map(([name, value]) => `SET ${name} = ${literal(value)}`);
  try {
    const { stream } = await engine.exec({
      query: `${[...before, query].join('; ')}${data === '' ? '' : `\n${data}`}`,
    });
    return await text(stream);
  } finally {
    const after = Object.keys(settings).map(name => `SET ${name} = DEFAULT`);
    if (after.length > 0) await engine.command({ query: after.join('; ') });
  }
}

function succeed(response: ServerResponse, answer: string, gzip: boolean, queryId: string): void {
  response.setHeader('X-ClickHouse-Query-Id', queryId);
  response.setHeader('X-ClickHouse-Summary', '{}');
  if (gzip) response.setHeader('Content-Encoding', 'gzip');
  response.end(gzip ? gzipSync(answer) : answer);
}

function fail(response: ServerResponse, status: number, code: number, message: string, type: string): void {
  response.statusCode = status;
  response.setHeader('X-ClickHouse-Exception-Code', String(code));
  response.end(`Code: ${code}. DB::Exception: ${message} (${type}) (version 26.7.2.1)`);
}
