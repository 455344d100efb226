import { jsonText } from '@mastra/observability/exporters';
import type { Row } from './row.ts';

/** The project that rows go to. `g` says that they are logs and no experiment. */
export interface ProjectFields {
  readonly project_id: string;
  readonly log_id: 'g';
}

/** One request to `logs3`. */
export interface RequestBody {
  readonly json: string;
  readonly bytes: number;
  /** Of each row, for the upload of a body that is too large for a request. */
  readonly rowBytes: readonly number[];
}

/** A row as it goes over the wire. */
export interface RowText {
  readonly id: string;
  readonly json: string;
  readonly bytes: number;
}

/** The form in which the vendor's SDK sends rows. */
const API_VERSION = 2;

export function rowText(row: Row, project: ProjectFields): RowText {
  const json = jsonText({ ...row, ...project });
  return { id: row.id, json, bytes: Buffer.byteLength(json) };
}

/**
 * Rows as request bodies of at most so many bytes, a larger row alone. A row id occurs once in a body, as it does when the
 * vendor's SDK sends rows: what is merged later goes later.
 */
export function requestBodies(rows: readonly RowText[], maxBytes: number): RequestBody[] {
  const bodies: RequestBody[] = [];
  let texts: string[] = [];
  let sizes: number[] = [];
  let total = 0;
  let ids = new Set<string>();
  const close = () => {
    if (texts.length === 0) return;
    const json = `{"rows": [${texts.join(',')}], "api_version": ${API_VERSION}}`;
    bodies.push({ json, bytes: Buffer.byteLength(json), rowBytes: sizes });
    texts = [];
    sizes = [];
    total = 0;
    ids = new Set();
  };
  for (const { id, json, bytes } of rows) {
    if (ids.has(id) || total + bytes > maxBytes) close();
    texts.push(json);
    sizes.push(bytes);
    total += bytes;
    ids.add(id);
  }
  close();
  return bodies;
}
