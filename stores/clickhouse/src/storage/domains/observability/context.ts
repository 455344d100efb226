import type { Retention } from '@mastra/core/storage';
import type { Database } from '../../engine/database.ts';
import { raw, type Sql } from '../../engine/sql.ts';
import type { Table } from './columns.ts';
import type { LastListed } from './last-listed.ts';
import { localName, onCluster, type SchemaOptions, tableName } from './schema.ts';
import type { TextSearch } from './text-search.ts';
import type { Writers } from './writers.ts';

/** What every read and write of an open store needs. */
export interface Context {
  readonly db: Database;
  readonly schema: SchemaOptions;
  readonly retention: Retention;
  readonly textSearch: TextSearch;
  readonly writers: Writers;
  readonly lastListed: LastListed;
  /** The clock, in milliseconds since the epoch. */
  readonly now: () => number;
  /** Running spans that started before this are lost; `null` where none ever is. */
  readonly lostBefore: () => number | null;
}

/** A table as queries and inserts name it. */
export function from({ schema }: Context, table: Table): Sql {
  return raw(tableName(schema, table.name));
}

/** A table as statements name it that change rows where they are. */
export function own({ schema }: Context, table: Table): Sql {
  return raw(localName(schema, table.name) + onCluster(schema));
}
