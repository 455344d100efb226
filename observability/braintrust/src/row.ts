/** The kinds of span that Braintrust has a form for, as far as we send them. */
export type RowType = 'llm' | 'task' | 'tool' | 'function' | 'score' | 'review' | 'log';

export interface SpanAttributes {
  readonly name: string;
  readonly type?: RowType;
  /** Keeps the work of judges out of the trace's cost and duration. */
  readonly purpose?: 'scorer';
  readonly log_level?: 'debug' | 'info' | 'warn' | 'error' | 'fatal';
}

/** Where a row is in its trace. Braintrust takes these from the first write of a row, and ignores them in later ones. */
export interface RowPlace {
  readonly span_id: string;
  readonly root_span_id: string;
  /** Absent at the top of a trace. */
  readonly span_parents?: readonly string[];
  /** ISO 8601. */
  readonly created: string;
}

/** Where feedback came from, in the words that Braintrust has for it. */
export type AuditSource = 'app' | 'api' | 'external';

/** A row of a project's logs, as the vendor's SDK sends it to `logs3`. The project is filled in by the client. */
export interface Row extends Partial<RowPlace> {
  readonly id: string;
  /** Merge into what is there instead of replacing it, which makes the order of arrival irrelevant. */
  readonly _is_merge?: true;
  readonly span_attributes?: SpanAttributes;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly expected?: unknown;
  readonly error?: string;
  /** 0 to 1. */
  readonly scores?: Readonly<Record<string, number>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly metrics?: Readonly<Record<string, number>>;
  readonly tags?: readonly string[];
  /** The row that a comment is about. */
  readonly origin?: { readonly id: string };
  readonly comment?: { readonly text: string };
  readonly _audit_source?: AuditSource;
  readonly _audit_metadata?: Readonly<Record<string, unknown>>;
}
