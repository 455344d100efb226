import { circularSpans } from '@mastra/core/observability';
import { grouped } from './amounts.ts';
import type { Style } from './paint.ts';
import type { TreeSpan } from './tree-span.ts';

/** Something that hangs under a span: a log, a score, feedback. Texts are safe to print. */
export interface TreeNote {
  readonly spanId: string | undefined;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly head: string;
  readonly style: Style;
  readonly text: string;
  readonly detail: string;
}

/** A line of a tree: what it shows, behind what leads to it. */
export type Row =
  | { readonly lead: string; readonly span: TreeSpan; readonly isNews: boolean; readonly isCircular: boolean }
  | { readonly lead: string; readonly note: TreeNote }
  | { readonly lead: string; readonly hidden: string };

export interface LayoutLimits {
  /** Rows of a tree, roughly: what is beyond is counted in rows that say so. */
  readonly maxRows: number;
}

/** Nested deeper than this, spans are counted instead of shown. */
const MAX_DEPTH = 32;

type Entry = { readonly at: number; readonly span: TreeSpan } | { readonly at: number; readonly note: TreeNote };

/** The rows of a tree, from its roots down, in the order of time. Every span is in one row, or counted in one. */
export function layout(spans: readonly TreeSpan[], notes: readonly TreeNote[], limits: LayoutLimits): readonly Row[] {
  return new Layout(spans, notes, limits.maxRows).rows();
}

class Layout {
  readonly #byId: ReadonlyMap<string, TreeSpan>;
  readonly #entries = new Map<string | undefined, Entry[]>();
  readonly #seen = new Set<TreeSpan>();
  readonly #circular: ReadonlySet<string>;
  readonly #rows: Row[] = [];
  readonly #maxRows: number;

  constructor(spans: readonly TreeSpan[], notes: readonly TreeNote[], maxRows: number) {
    this.#maxRows = maxRows;
    this.#byId = new Map(spans.map(span => [span.id, span]));
    this.#circular = circularSpans(spans);
    for (const span of spans) {
      this.#hang(this.#circular.has(span.id) ? undefined : span.parentId, { at: span.start, span });
    }
    for (const note of notes) this.#hang(note.spanId, { at: note.at, note });
    for (const entries of this.#entries.values()) entries.sort(inOrder);
  }

  rows(): readonly Row[] {
    const tops = this.#entries.get(undefined) ?? [];
    for (const entry of tops) this.#top(entry);
    return this.#rows;
  }

  #hang(parentId: string | undefined, entry: Entry): void {
    const key = parentId !== undefined && this.#byId.has(parentId) ? parentId : undefined;
    const entries = this.#entries.get(key);
    if (entries) entries.push(entry);
    else this.#entries.set(key, [entry]);
  }

  #top(entry: Entry): void {
    this.#show(entry, '', '', 0);
  }

  #show(entry: Entry, lead: string, below: string, depth: number): void {
    if ('note' in entry) {
      this.#rows.push({ lead, note: entry.note });
      return;
    }
    const { span } = entry;
    this.#seen.add(span);
    const children = this.#entries.get(span.id) ?? [];
    const isNews = !children.some(child => 'span' in child && child.span.error === span.error);
    this.#rows.push({ lead, span, isNews, isCircular: this.#circular.has(span.id) });
    const room = this.#room(depth);
    for (let i = 0; i < children.length; i++) {
      const isFull = i >= room || this.#rows.length >= this.#maxRows;
      const isLast = i === children.length - 1;
      if (isFull) {
        this.#rows.push({ lead: `${below}└─ `, hidden: this.#count(children.slice(i)) });
        return;
      }
      this.#show(children[i]!, `${below}${isLast ? '└─ ' : '├─ '}`, `${below}${isLast ? '   ' : '│  '}`, depth + 1);
    }
  }

  /** How many children a span may show. Below the root half of what is left, so that what comes after it has room too. */
  #room(depth: number): number {
    if (depth >= MAX_DEPTH) return 0;
    const left = this.#maxRows - this.#rows.length;
    return depth === 0 ? left : Math.ceil(left / 2);
  }

  /** Counts what is not shown, with all that hangs below it. */
  #count(entries: readonly Entry[]): string {
    let spans = 0;
    let errors = 0;
    let notes = 0;
    const rest = [...entries];
    for (let entry = rest.pop(); entry; entry = rest.pop()) {
      if ('note' in entry) {
        notes++;
      } else if (!this.#seen.has(entry.span)) {
        this.#seen.add(entry.span);
        spans++;
        if (entry.span.error !== undefined) errors++;
        for (const child of this.#entries.get(entry.span.id) ?? []) rest.push(child);
      }
    }
    return notShown(spans, errors, notes);
  }
}

/** `… 9,800 more spans (3 with an error), 12 notes`. */
export function notShown(spans: number, errors: number, notes: number): string {
  const parts = [
    ...(spans > 0 ? [`${grouped(spans)} more spans${errors > 0 ? ` (${grouped(errors)} with an error)` : ''}`] : []),
    ...(notes > 0 ? [`${grouped(notes)} more logs and judgements`] : []),
  ];
  return `… ${parts.join(', ')} not shown`;
}

/** By time; what began within one millisecond by name, so that the same run always looks the same. */
function inOrder(a: Entry, b: Entry): number {
  if (a.at !== b.at) return a.at - b.at;
  if ('span' in a && 'span' in b) return a.span.name.localeCompare(b.span.name, 'en', { numeric: true });
  return ('span' in a ? 0 : 1) - ('span' in b ? 0 : 1);
}
