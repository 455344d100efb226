import type { Signal } from '@mastra/core/observability';
import type { Retention } from '@mastra/core/storage';
import { identifier } from '../../engine/sql.ts';
import { ALL_TABLES, RUNNING } from './columns.ts';
import type { TextSearch } from './text-search.ts';

/** Where and how the tables are made. */
export interface SchemaOptions {
  readonly database: string | null;
  readonly cluster: string | null;
  readonly replicated: boolean;
  readonly retention: Retention;
  readonly runningDays: number;
  readonly textSearch: TextSearch;
}

export const MIGRATIONS_TABLE = 'mastra_ai_migrations';

type Place = Pick<SchemaOptions, 'database' | 'cluster'>;

/** The name that queries and inserts use. */
export function tableName(place: Place, name: string): string {
  return place.database === null ? name : `${identifier(place.database)}.${name}`;
}

/** The name of the table that holds the rows: in a cluster, each node's own. */
export function localName(place: Place, name: string): string {
  return tableName(place, place.cluster === null ? name : `${name}_local`);
}

/** What makes a statement run on every node of the cluster. */
export function onCluster({ cluster }: Place): string {
  return cluster === null ? '' : ` ON CLUSTER ${identifier(cluster)}`;
}

/** The moment as the engine writes it, in milliseconds. */
const moment64 = (text: string) => `toDateTime64('${text} 00:00:00', 3, 'UTC')`;
/** A `DateTime` ends in 2106 and wraps around beyond: rows would expire at once. What is later, expires then. */
const LAST_START = moment64('2100-01-01');
const LAST_EXPIRY = moment64('2106-01-01');
/** From the last start, so many days stay within a `DateTime`. */
const PLAIN_DAYS = 2000;
/** Longer than this is for ever, and would leave what the engine can compute with. */
const MAX_DAYS = 36_500;

const seconds = (days: number) => `toIntervalSecond(${Math.ceil(Math.min(days, MAX_DAYS) * 86_400)})`;

/** When rows of a signal, or running spans, expire by this column; `null` for never. */
function expiry(
  of: Signal | 'running',
  column: string,
  { retention, runningDays }: Pick<SchemaOptions, 'retention' | 'runningDays'>,
): string | null {
  const days = of === 'running' ? runningDays : retention[of];
  if (days === false) return null;
  if (days > PLAIN_DAYS) {
    const start = of === 'running' ? `toDateTime64(${column}, 3, 'UTC')` : `least(${column}, ${LAST_START})`;
    return `toDateTime(least(${start} + ${seconds(days)}, ${LAST_EXPIRY}), 'UTC')`;
  }
  if (of === 'running') return `${column} + ${seconds(days)}`;
  return `toDateTime(least(${column}, ${LAST_START}), 'UTC') + ${seconds(days)}`;
}

/** Where and how a migration's frozen text makes its tables: all that depends on the store's options and its server. */
export interface Placement {
  /** The table that holds the rows: in a cluster, each node's own. */
  readonly local: (name: string) => string;
  /** The table that queries and inserts name. */
  readonly all: (name: string) => string;
  /** Runs a statement on every node of the cluster. */
  readonly cluster: string;
  readonly engine: (kind: 'ReplacingMergeTree' | 'CollapsingMergeTree', column?: string) => string;
  /** The clause, or nothing where rows are kept for ever. */
  readonly ttl: (of: Signal | 'running', column: string) => string;
  /** The setting that says how many inserts the engine remembers the tokens of. */
  readonly window: string;
  /** Type of the index on the folded message of logs. */
  readonly messageIndex: string;
  /** In a cluster, the statement that makes the table over all nodes. */
  readonly distributed: (name: string, shardKey: string) => readonly string[];
  /** The statements that change a table, and in a cluster the one over all nodes with it. */
  readonly alter: (name: string, change: string) => readonly string[];
}

export function placement(options: SchemaOptions): Placement {
  const { database, cluster, replicated, textSearch } = options;
  const local = (name: string) => localName(options, name);
  const all = (name: string) => tableName(options, name);
  const of = database === null ? 'currentDatabase()' : identifier(database);
  return {
    local,
    all,
    cluster: onCluster(options),
    engine: (kind, column = '') => {
      if (!replicated) return `${kind}(${column})`;
      const path = `'/clickhouse/tables/{shard}/{database}/{table}', '{replica}'`;
      return `Replicated${kind}(${[path, column].filter(part => part !== '').join(', ')})`;
    },
    ttl: (signal, column) => {
      const expires = expiry(signal, column, options);
      return expires === null ? '' : `\nTTL ${expires}`;
    },
    window: replicated ? 'replicated_deduplication_window' : 'non_replicated_deduplication_window',
    messageIndex: textSearch.index,
    distributed: (name, shardKey) =>
      cluster === null
        ? []
        : [
            `CREATE TABLE IF NOT EXISTS ${all(name)}${onCluster(options)} AS ${local(name)}\nENGINE = Distributed(${identifier(cluster)}, ${of}, ${name}_local, ${shardKey})`,
          ],
    alter: (name, change) =>
      (cluster === null ? [local(name)] : [local(name), all(name)]).map(
        table => `ALTER TABLE ${table}${onCluster(options)} ${change}`,
      ),
  };
}

/** The table that says which migrations the database has. */
export function createMigrationsTable(options: SchemaOptions): string {
  const mergeTree = options.replicated
    ? `ReplicatedMergeTree('/clickhouse/tables/{database}/{table}', '{shard}-{replica}')`
    : 'MergeTree';
  return `CREATE TABLE IF NOT EXISTS ${tableName(options, MIGRATIONS_TABLE)}${onCluster(options)} (\n  Version UInt32,\n  Retention String,\n  AppliedAt DateTime DEFAULT now()\n) ENGINE = ${mergeTree}\nORDER BY Version`;
}

/** The statements that give the tables another retention. */
export function changeRetention(options: SchemaOptions): readonly string[] {
  return ALL_TABLES.map(table => {
    const expires =
      table === RUNNING ? expiry('running', 'SeenAt', options) : expiry(table.signal, table.time, options);
    const change = expires === null ? 'REMOVE TTL' : `MODIFY TTL ${expires}`;
    return `ALTER TABLE ${localName(options, table.name)}${onCluster(options)} ${change}`;
  });
}
