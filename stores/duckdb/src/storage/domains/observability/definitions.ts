import {
  CORRELATION_FIELDS,
  type RecordField,
  SERIES_FIELDS,
  type WrittenLines,
  withoutAbsent,
} from '@mastra/core/storage';
import type { EngineRow, Session } from '../../engine/session.ts';
import { literal, raw, type Sql, sql, unnested } from '../../engine/sql.ts';
import { CONTEXTS, columnOf, SERIES } from './columns.ts';

/** Definitions whose numbers are remembered. One that is forgotten is stored once more, and gets another number. */
const MAX_REMEMBERED = 50_000;

/** The numbers of what a batch refers to, and those of them that are to be stored with it. */
export interface Numbered {
  readonly keys: readonly string[];
  readonly numbers: readonly string[];
  readonly fresh: readonly { readonly key: string; readonly number: string; readonly json: string }[];
}

/** Runs a query, where the rows were read. */
export type Select = (query: Sql) => Promise<readonly EngineRow[]>;

/** Gives numbers to the rows of one table of definitions. Used within tasks of the write queue only. */
class Numbers {
  readonly #table: string;
  readonly #insert: string;
  readonly #known = new Map<string, number>();
  /** What was read by number: it never changes, and no number is given twice in a process. */
  readonly #read = new Map<number, object>();
  readonly #select: string;
  #last: number | undefined;

  constructor(table: string, fields: readonly RecordField[]) {
    this.#table = table;
    const structure = Object.fromEntries(fields.map(({ name, kind }) => [name, structures[kind] ?? 'VARCHAR']));
    const columns = fields.map(({ name }) => columnOf('metric', name)).join(', ');
    const members = fields.map(({ name }) => `'${name}', ${columnOf('metric', name)}`).join(', ');
    this.#select = `SELECT id::DOUBLE AS id, json_object(${members}) AS head FROM ${table}`;
    this.#insert = `INSERT INTO ${table} (id, ${columns}) SELECT id, unnest(from_json(json, ${literal(JSON.stringify(structure))})) FROM`;
  }

  async numbered(session: Session, definitions: ReadonlyMap<string, string>): Promise<Numbered> {
    this.#last ??= await this.#highest(session);
    let last = this.#last;
    const keys = [...definitions.keys()];
    const fresh: { key: string; number: string; json: string }[] = [];
    const numbers = keys.map(key => {
      const known = this.#known.get(key);
      if (known !== undefined) return String(known);
      last += 1;
      fresh.push({ key, number: String(last), json: definitions.get(key)! });
      return String(last);
    });
    return { keys, numbers, fresh };
  }

  /** Stores those that are new, in the transaction of the rows that refer to them. */
  async store(session: Session, { fresh }: Numbered): Promise<void> {
    if (fresh.length === 0) return;
    const numbers = fresh.map(({ number }) => number);
    const texts = fresh.map(({ json }) => json);
    await session.run(
      sql`${raw(this.#insert)} (SELECT ${unnested(numbers)}::BIGINT AS id, ${unnested(texts)} AS json)`,
    );
  }

  /** Remembers those that are stored now. */
  keep({ fresh }: Numbered): void {
    if (this.#known.size + fresh.length > MAX_REMEMBERED) this.#known.clear();
    for (const { key, number } of fresh) {
      this.#known.set(key, Number(number));
      this.#last = Number(number);
    }
  }

  /** For when rows of the table may have been deleted. */
  forget(): void {
    this.#known.clear();
  }

  /** What these numbers stand for. */
  async read(select: Select, numbers: readonly number[]): Promise<ReadonlyMap<number, object>> {
    const missing = [...new Set(numbers)].filter(number => !this.#read.has(number)).sort((a, b) => a - b);
    if (missing.length > 0) {
      const among = `id BETWEEN ${missing[0]} AND ${missing.at(-1)} AND id IN (${missing.join(', ')})`;
      const rows = await select(raw(`${this.#select} WHERE ${among}`));
      if (this.#read.size + rows.length > MAX_REMEMBERED) this.#read.clear();
      for (const { id, head } of rows) this.#read.set(id as number, withoutAbsent(JSON.parse(head as string)));
    }
    return this.#read;
  }

  async #highest(session: Session): Promise<number> {
    const [row] = await session.rows(raw(`SELECT coalesce(max(id), 0)::DOUBLE AS id FROM ${this.#table}`));
    return row?.id as number;
  }
}

interface References {
  readonly context?: number | null;
  readonly series?: number | null;
}

function numbersIn(rows: readonly object[], name: keyof References): number[] {
  return rows.flatMap(row => (row as References)[name] ?? []);
}

const structures: Readonly<Partial<Record<RecordField['kind'], unknown>>> = { tags: ['VARCHAR'], labels: 'JSON' };

/** The contexts and series that rows refer to by number. */
export class Definitions {
  readonly #contexts = new Numbers(CONTEXTS, CORRELATION_FIELDS);
  readonly #series = new Numbers(SERIES, SERIES_FIELDS);

  /** Runs the task, in one transaction with what it refers to and the file does not have yet. */
  async within(
    session: Session,
    written: Pick<WrittenLines, 'contexts' | 'series'>,
    task: (contexts: Numbered, series: Numbered) => Promise<void>,
  ): Promise<void> {
    const contexts = await this.#contexts.numbered(session, written.contexts);
    const series = await this.#series.numbered(session, written.series);
    await session.transaction(async () => {
      await this.#contexts.store(session, contexts);
      await this.#series.store(session, series);
      await task(contexts, series);
    });
    this.#contexts.keep(contexts);
    this.#series.keep(series);
  }

  /** Rows with the fields of what they refer to. */
  async complete<R extends object>(select: Select, rows: readonly R[]): Promise<readonly R[]> {
    const [contexts, series] = await Promise.all([
      this.#contexts.read(select, numbersIn(rows, 'context')),
      this.#series.read(select, numbersIn(rows, 'series')),
    ]);
    return rows.map(row => {
      const { context, series: of } = row as References;
      return { ...row, ...contexts.get(context ?? 0), ...series.get(of ?? 0) };
    });
  }

  /** For when rows may have been deleted. */
  forget(): void {
    this.#contexts.forget();
    this.#series.forget();
  }
}
