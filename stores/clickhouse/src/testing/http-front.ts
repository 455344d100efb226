import { rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { ClickHouseClient } from '@clickhouse/client';
import { literal } from '../storage/engine/sql.ts';
import type { Engine } from './engine.ts';
import { formFields } from './form-fields.ts';
import { Lanes } from './lanes.ts';

/** What the front does with the next request instead of answering it. */
export type Mishap = 'drop before' | 'drop after' | 'never answer' | { readonly instead: string };

/** What the front has seen of a request. */
export interface SeenRequest {
  readonly query: string;
  readonly queryId: string | null;
  /** How the body came. */
  readonly encoding: string | undefined;
  /** How the body of the answer went; nothing while there is none. */
  answered?: string | undefined;
  readonly isForm: boolean;
  /** Of an insert: the rows as they came, still compressed. */
  readonly data: Buffer;
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

/** The longest URL that proxies in front of servers take. */
const MAX_URL = 8192;
/** The longest field that a server takes, in bytes. */
const MAX_FIELD = 131_072;

/** Queries that run side by side, each on a connection of its own. */
const LANES = 4;

/**
 * Starts the front. Settings that a query brings are taken back after it.
 *
 * @param user who may ask; others are refused as the server refuses them.
 * @param options.remember whether what was asked is kept in `requests`. @default true
 */
export async function startHttpFront(
  engine: Pick<Engine, 'connect'>,
  user: { readonly username: string; readonly password: string },
  { remember = true }: { readonly remember?: boolean } = {},
): Promise<HttpFront> {
  const lanes = new Lanes<Lane>(Array.from({ length: LANES }, () => ({ client: engine.connect(), changed: [] })));
  const guard = engine.connect();
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
    const encoding = request.headers['content-encoding'];
    const body = await buffer(request);
    if ((request.url ?? '').length > MAX_URL) return fail(response, 414, 1000, 'URI Too Long', 'POCO_EXCEPTION');
    const plain = () => (encoding ? decoders[encoding]!(body) : body).toString();
    const boundary = /boundary=(.+)$/.exec(request.headers['content-type'] ?? '')?.[1] ?? '';
    if (isForm) for (const [name, value] of formFields(plain(), boundary)) params.set(name, value);
    if ([...params.values()].some(value => Buffer.byteLength(value) > MAX_FIELD)) {
      return fail(response, 400, 1000, 'HTML Form Exception: Field value too long', 'POCO_EXCEPTION');
    }
    const query = params.get('query') ?? plain();
    const data = params.has('query') && !isForm ? body : NO_DATA;
    const settings = Object.fromEntries([...params].filter(([name]) => isSetting(name)));
    const seen: SeenRequest = { query, queryId: params.get('query_id') ?? null, encoding, isForm, data, settings };
    if (remember) requests.push(seen);
    const place = mishaps.findIndex(one => one.query.test(query));
    const kind = place < 0 ? undefined : mishaps.splice(place, 1)[0]?.kind;
    if (kind === 'never answer') return;
    if (kind === 'drop before') return void request.socket.destroy();
    const isOpen = abandonedQueries(response, params, guard);
    await lanes.run(async lane => {
      try {
        if (!isOpen()) return;
        const found = await run(
          lane,
          typeof kind === 'object' ? kind.instead : query,
          { data, encoding },
          params,
          settings,
        );
        if (kind === 'drop after') return void request.socket.destroy();
        seen.answered = params.get('enable_http_compression') === '1' ? codecOf(request) : undefined;
        succeed(response, found, seen.answered, params.get('query_id') ?? '');
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

/** As the server does with this setting: a query whose client has gone is stopped, and one that waits does not begin. */
function abandonedQueries(
  response: ServerResponse,
  params: ReadonlyMap<string, string>,
  guard: ClickHouseClient,
): () => boolean {
  let isOpen = true;
  response.on('close', () => {
    isOpen = false;
    const query_id = params.get('query_id');
    if (response.writableFinished || params.get('cancel_http_readonly_queries_on_client_close') !== '1') return;
    // The embedded engine gives queries ids of its own.
    const query = `KILL QUERY WHERE Settings['log_comment'] = ${literal(query_id ?? '')} ASYNC`;
    void guard.command({ query });
  });
  return () => isOpen;
}

function isSetting(name: string): boolean {
  return !NOT_SETTINGS.has(name) && !name.startsWith('param_');
}

const NO_DATA = Buffer.alloc(0);

const decoders: Readonly<Record<string, (bytes: Buffer) => Buffer>> = { gzip: gunzipSync, zstd: zstdDecompressSync };
const encoders: Readonly<Record<string, (text: string) => Buffer>> = { gzip: gzipSync, zstd: zstdCompressSync };
const endings: Readonly<Record<string, string>> = { gzip: '.gz', zstd: '.zst' };

/** The compression of the answer that the client asks for. */
function codecOf(request: IncomingMessage): string | undefined {
  const accepted = String(request.headers['accept-encoding'] ?? '');
  return Object.keys(encoders).find(codec => accepted.includes(codec));
}

interface Body {
  readonly data: Buffer;
  readonly encoding: string | undefined;
}

let files = 0;

/** A connection to the engine, and the settings that queries have left in it. */
interface Lane {
  readonly client: ClickHouseClient;
  changed: readonly string[];
}

/** Rows go in through a file, as they came: the embedded engine takes statements as text, which would spoil bytes. */
async function run(
  lane: Lane,
  query: string,
  { data, encoding = '' }: Body,
  params: ReadonlyMap<string, string>,
  settings: Readonly<Record<string, string>>,
): Promise<string> {
  const own = { ...settings, log_comment: params.get('query_id') ?? '' };
  const before = [
    ...lane.changed.filter(name => !(name in own)).map(name => `${name} = DEFAULT`),
    ...Object.entries(own).map(([name, value]) => `${name} = ${literal(value)}`),
  ];
  const bound = [...params].filter(([name]) => name.startsWith('param_'));
  const sets = [before.join(', '), ...bound.map(([name, value]) => `${name} = ${literal(value)}`)];
  const file = join(tmpdir(), `clickhouse-front-${process.pid}-${++files}${endings[encoding] ?? ''}`);
  if (data.length > 0) await writeFile(file, data);
  const whole = data.length > 0 ? query.replace(/ FORMAT (\w+)$/, ` FROM INFILE ${literal(file)} FORMAT $1`) : query;
  lane.changed = Object.keys(own);
  try {
    const { stream } = await lane.client.exec({ query: [...sets.map(set => `SET ${set}`), whole].join('; ') });
    return await text(stream);
  } finally {
    if (data.length > 0) await rm(file);
  }
}

function succeed(response: ServerResponse, answer: string, codec: string | undefined, queryId: string): void {
  response.setHeader('X-ClickHouse-Query-Id', queryId);
  response.setHeader('X-ClickHouse-Summary', '{}');
  if (codec) response.setHeader('Content-Encoding', codec);
  response.end(codec ? encoders[codec]!(answer) : answer);
}

function fail(response: ServerResponse, status: number, code: number, message: string, type: string): void {
  response.statusCode = status;
  response.setHeader('X-ClickHouse-Exception-Code', String(code));
  response.end(`Code: ${code}. DB::Exception: ${message} (${type}) (version 26.7.2.1)`);
}
