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

/** The form in which the vendor's SDK sends rows. */
const API_VERSION = 2;

/**
 * Rows as request bodies of at most so many bytes, a larger row alone. A row id occurs once in a body, as it does when the
 * vendor's SDK sends rows: what is merged later goes later.
 */
export function requestBodies(rows: readonly Row[], project: ProjectFields, maxBytes: number): RequestBody[] {
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
  for (const row of rows) {
    const text = JSON.stringify({ ...row, ...project });
    const size = Buffer.byteLength(text);
    if (ids.has(row.id) || total + size > maxBytes) close();
    texts.push(text);
    sizes.push(size);
    total += size;
    ids.add(row.id);
  }
  close();
  return bodies;
}
