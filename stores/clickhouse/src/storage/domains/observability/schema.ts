import type { Signal } from '@mastra/core/observability';
import type { Retention } from '@mastra/core/storage';
import { identifier } from '../../engine/sql.ts';
import { ALL_TABLES, ENTRIES, ERRORS, ROOTS, RUNNING, TABLES, type Table } from './columns.ts';
import { FOLDED_MESSAGE, type TextSearch } from './text-search.ts';

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

const bloom = (index: string, of: string) => `INDEX ${index} ${of} TYPE bloom_filter(0.01) GRANULARITY 1`;

const correlationIndexes = [
  bloom('idx_session_id', 'SessionId'),
  bloom('idx_user_id', 'UserId'),
  bloom('idx_thread_id', 'ThreadId'),
  bloom('idx_run_id', 'RunId'),
  bloom('idx_request_id', 'RequestId'),
  bloom('idx_resource_id', 'ResourceId'),
  bloom('idx_tags', 'Tags'),
  bloom('idx_metadata', 'mapValues(Metadata)'),
];

const byTrace = bloom('idx_trace_id', 'TraceId');

function indexes(table: Table, textSearch: TextSearch): readonly string[] {
  switch (table) {
    case TABLES.tracing:
      return [bloom('idx_session_id', 'SessionId')];
    case ROOTS:
      return [byTrace, ...correlationIndexes];
    case TABLES.log:
      return [byTrace, ...correlationIndexes, `INDEX idx_message ${FOLDED_MESSAGE} ${textSearch.index}`];
    case TABLES.metric:
      return [byTrace, bloom('idx_session_id', 'SessionId')];
    case TABLES.score:
    case TABLES.feedback:
      return [byTrace, bloom('idx_id', table.keys[0]!), ...correlationIndexes];
    default:
      return [];
  }
}

/** Rows of these tables are taken out by a second row with the opposite sign. */
export function isCollapsing(table: Table): boolean {
  return table === ENTRIES || table === RUNNING;
}

/** Columns that tables have beside those of `columns.ts`: only the store writes them. */
export function extraColumns(table: Table): readonly string[] {
  if (table === RUNNING) return ['Sign Int8', 'Version UInt64', 'SeenAt DateTime DEFAULT now()'];
  return table === ENTRIES ? ['Sign Int8 DEFAULT 1'] : [];
}

function engine(table: Table, { replicated }: SchemaOptions): string {
  const [kind, column] = isCollapsing(table) ? ['Collapsing', 'Sign'] : ['Replacing', ''];
  if (!replicated) return `${kind}MergeTree(${column})`;
  const path = `'/clickhouse/tables/{shard}/{database}/{table}', '{replica}'`;
  return `Replicated${kind}MergeTree(${[path, column].filter(part => part !== '').join(', ')})`;
}

/** Dates beyond what a `DateTime` holds must not wrap around and expire. */
const held = (column: string) => `toDateTime(least(${column}, toDateTime64('2100-01-01 00:00:00', 3, 'UTC')), 'UTC')`;
const seconds = (days: number) => `toIntervalSecond(${Math.ceil(days * 86_400)})`;

/** When rows of a table expire; `null` for never. */
export function ttl(table: Table, options: Pick<SchemaOptions, 'retention' | 'runningDays'>): string | null {
  if (table === RUNNING) return `SeenAt + ${seconds(options.runningDays)}`;
  const days = options.retention[table.signal];
  return days === false ? null : `${held(table.time)} + ${seconds(days)}`;
}

/** Made of spans that are of one trace, and so kept where the trace is. */
const shardKeys: Readonly<Record<Signal, string>> = {
  tracing: 'cityHash64(TraceId)',
  log: "cityHash64(if(TraceId = '', LogId, TraceId))",
  metric: "cityHash64(if(TraceId = '', MetricId, TraceId))",
  score: "cityHash64(if(TraceId = '', ScoreId, TraceId))",
  feedback: "cityHash64(if(TraceId = '', FeedbackId, TraceId))",
};

/** Where single rows are read in all of their columns, granules are small and a part of up to 1 GiB is few files. */
function layout(table: Table): readonly string[] {
  if (table !== TABLES.tracing && table !== ROOTS) return ['index_granularity = 8192'];
  return ['index_granularity = 1024', `min_bytes_for_wide_part = ${2 ** 30}`];
}

function createTable(table: Table, options: SchemaOptions): string {
  const columns = [
    ...table.columns.map(({ name, declaration }) => `${name} ${declaration}`),
    ...extraColumns(table),
    ...indexes(table, options.textSearch),
  ];
  const partition = table === RUNNING ? 'toDate(SeenAt)' : `toDate(${table.time})`;
  const expiry = ttl(table, options);
  const settings = [
    ...layout(table),
    'ttl_only_drop_parts = 1',
    options.replicated ? 'replicated_deduplication_window = 10000' : 'non_replicated_deduplication_window = 10000',
  ];
  return [
    `CREATE TABLE IF NOT EXISTS ${localName(options, table.name)}${onCluster(options)} (`,
    `${columns.map(column => `  ${column}`).join(',\n')}`,
    `) ENGINE = ${engine(table, options)}`,
    `PARTITION BY ${partition}`,
    `ORDER BY (${table.orderBy.join(', ')})`,
    ...(expiry === null ? [] : [`TTL ${expiry}`]),
    `SETTINGS ${settings.join(', ')}`,
  ].join('\n');
}

function createDistributed(table: Table, { database, cluster }: SchemaOptions): string {
  const place = { database, cluster };
  const of = database === null ? 'currentDatabase()' : identifier(database);
  return `CREATE TABLE IF NOT EXISTS ${tableName(place, table.name)}${onCluster(place)} AS ${localName(place, table.name)}\nENGINE = Distributed(${identifier(cluster!)}, ${of}, ${table.name}_local, ${shardKeys[table.signal]})`;
}

const VIEWS: readonly { readonly into: Table; readonly where: string }[] = [
  { into: ROOTS, where: "ParentSpanId = ''" },
  { into: ENTRIES, where: 'IsEntry' },
  { into: ERRORS, where: "Error != ''" },
];

/** What the views copy, also by hand where a write was cut off between a table and its views. */
export const COPIES = VIEWS;

type View = (typeof VIEWS)[number];

const viewName = ({ into }: View, options: SchemaOptions) => tableName(options, `${into.name}_mv`);

function viewQuery({ into, where }: View, options: SchemaOptions): string {
  const columns = into.columns.map(({ name }) => name).join(', ');
  return `SELECT ${columns} FROM ${localName(options, TABLES.tracing.name)} WHERE ${where}`;
}

function createView(view: View, options: SchemaOptions): string {
  return `CREATE MATERIALIZED VIEW IF NOT EXISTS ${viewName(view, options)}${onCluster(options)} TO ${localName(options, view.into.name)}\nAS ${viewQuery(view, options)}`;
}

/** The table that says which migrations the database has. */
export function createMigrationsTable(options: SchemaOptions): string {
  const mergeTree = options.replicated
    ? `ReplicatedMergeTree('/clickhouse/tables/{database}/{table}', '{shard}-{replica}')`
    : 'MergeTree';
  return `CREATE TABLE IF NOT EXISTS ${tableName(options, MIGRATIONS_TABLE)}${onCluster(options)} (\n  Version UInt32,\n  Retention String,\n  AppliedAt DateTime DEFAULT now()\n) ENGINE = ${mergeTree}\nORDER BY Version`;
}

/** The statements of the first migration: every table and every view. */
export function createSchema(options: SchemaOptions): readonly string[] {
  return [
    ...ALL_TABLES.map(table => createTable(table, options)),
    ...(options.cluster === null ? [] : ALL_TABLES.map(table => createDistributed(table, options))),
    ...VIEWS.map(view => createView(view, options)),
  ];
}

/** The statements of the second migration: spans have the weight that sampling gave them, and a place in their trace. */
export function addSpanColumns(options: SchemaOptions): readonly string[] {
  const tables = [TABLES.tracing, ROOTS, ENTRIES, RUNNING].flatMap(({ name }) =>
    options.cluster === null ? [tableName(options, name)] : [localName(options, name), tableName(options, name)],
  );
  const declaration = (of: string) =>
    of.endsWith('_local') || options.cluster === null ? 'Nullable(Float64) CODEC(ZSTD(1))' : 'Nullable(Float64)';
  return [
    ...tables.flatMap(table =>
      ['SampleWeight', 'Sequence'].map(
        name => `ALTER TABLE ${table}${onCluster(options)} ADD COLUMN IF NOT EXISTS ${name} ${declaration(table)}`,
      ),
    ),
    ...VIEWS.map(
      view => `ALTER TABLE ${viewName(view, options)}${onCluster(options)} MODIFY QUERY\n${viewQuery(view, options)}`,
    ),
  ];
}

/** The statements that give the tables another retention. */
export function changeRetention(options: SchemaOptions): readonly string[] {
  return ALL_TABLES.map(table => {
    const expiry = ttl(table, options);
    const change = expiry === null ? 'REMOVE TTL' : `MODIFY TTL ${expiry}`;
    return `ALTER TABLE ${localName(options, table.name)}${onCluster(options)} ${change}`;
  });
}
