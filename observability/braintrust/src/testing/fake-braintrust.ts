import {
  type Arrived,
  type ArrivedJudgement,
  type FakeDestination,
  type LoopbackAnswer,
  LoopbackServer,
  type ReceivedRequest,
} from '@mastra/exporter-conformance';
import { logs3Body, overflowBody, overflowRequest, type WireComment, type WireRow } from './wire-schema.ts';

export const API_KEY = 'sk-loopback-secret';
export const PROJECT_ID = '0b6c5c2e-4b9f-4a43-9a3e-2d0c4f5f9f11';

/** What a first write says and later ones cannot change. */
const FIXED = ['created', 'span_id', 'root_span_id', 'span_parents'] as const;

export interface FakeOptions {
  /** What the server says a request may weigh; makes it offer the detour for larger ones. */
  readonly maxBytes?: number;
}

/** Braintrust's log-in, projects and log intake: refuses what the vendor's schema does not have, and merges as it does. */
export class FakeBraintrust extends LoopbackServer implements FakeDestination {
  /** Every row in order of arrival. */
  readonly written: WireRow[] = [];
  readonly rows = new Map<string, WireRow>();
  readonly comments: WireComment[] = [];
  readonly asides: string[] = [];
  /** Bodies that came by way of the object store. */
  readonly uploads = new Map<string, string>();
  readonly #options: FakeOptions;

  constructor(options: FakeOptions = {}) {
    super({ isAside: ({ path }) => path !== '/logs3', answer: request => this.#answer(request) });
    this.#options = options;
  }

  static start(options?: FakeOptions): Promise<FakeBraintrust> {
    return new FakeBraintrust(options).start();
  }

  arrived(): Arrived {
    const rows = [...this.rows.values()];
    const ofType = (type: string) => rows.filter(row => row.span_attributes?.type === type);
    const spans = rows.filter(row => row.metadata?.span_type !== undefined);
    return {
      spans: spans.map(row => ({
        id: row.span_id!,
        parentId: row.span_parents?.[0],
        name: row.span_attributes?.name ?? '',
        isError: row.error !== undefined,
        content: [row.input, row.output, row.error, row.metadata].map(part => JSON.stringify(part)).join('\n'),
      })),
      logs: ofType('log').map(row => ({ message: row.span_attributes?.name ?? '' })),
      scores: ofType('score').flatMap(judgementsOf),
      feedback: spans.flatMap(judgementsOf),
    };
  }

  #answer(request: ReceivedRequest): LoopbackAnswer {
    const { path, headers, body } = request;
    if (path.startsWith('/store/')) {
      this.uploads.set(path.slice('/store/'.length), body.toString());
      return {};
    }
    if (headers.authorization !== `Bearer ${API_KEY}`) return { status: 401, body: 'no valid API key' };
    if (path !== '/logs3') this.asides.push(path);
    switch (path) {
      case '/api/apikey/login':
        return ok({
          org_info: [
            { id: 'o-1', name: 'first', api_url: this.url, proxy_url: this.url },
            { id: 'o-2', name: 'second', api_url: `${this.url}/` },
          ],
        });
      case '/v1/project':
        return ok({ id: PROJECT_ID, name: JSON.parse(body.toString()).name, org_id: 'o-1' });
      case '/api/project/register':
        return ok({ project: { id: PROJECT_ID, name: 'p' } });
      case '/version':
        return ok({ logs3_payload_max_bytes: this.#options.maxBytes ?? null });
      case '/logs3/overflow':
        overflowRequest.parse(JSON.parse(body.toString()));
        return ok({ method: 'PUT', signedUrl: `${this.url}/store/k1`, headers: { 'x-signed': '1' }, key: 'k1' });
      case '/logs3':
        return this.#write(body.toString());
      default:
        return { status: 404 };
    }
  }

  #write(text: string): LoopbackAnswer {
    const reference = overflowBody.safeParse(JSON.parse(text));
    const parsed = logs3Body.safeParse(
      JSON.parse(reference.success ? this.uploads.get(reference.data.rows.key)! : text),
    );
    if (!parsed.success) return { status: 400, body: parsed.error.message };
    for (const row of parsed.data.rows) {
      if ('comment' in row) {
        this.comments.push(row);
      } else {
        this.written.push(row);
        this.#merge(row);
      }
    }
    return ok({ ids: parsed.data.rows.map(row => row.id) });
  }

  #merge(row: WireRow): void {
    const before = this.rows.get(row.id);
    if (!before || !row._is_merge) {
      this.rows.set(row.id, row);
      return;
    }
    const merged = deepMerge(before, row) as WireRow;
    for (const field of FIXED) Object.assign(merged, { [field]: before[field] });
    this.rows.set(row.id, merged);
  }
}

const ok = (body: unknown): LoopbackAnswer => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

function judgementsOf(row: WireRow): ArrivedJudgement[] {
  return Object.entries(row.scores ?? {}).map(([name, value]) => ({ name, value: value ?? 'null' }));
}

function deepMerge(into: unknown, from: unknown): unknown {
  if (!isObject(into) || !isObject(from)) return from;
  const merged = { ...into };
  for (const [key, value] of Object.entries(from)) merged[key] = key in merged ? deepMerge(merged[key], value) : value;
  return merged;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
