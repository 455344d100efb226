import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Signal } from '@mastra/core/observability';
import { type DateRange, readFeedback, readLog, readMetric, readScore, readSpan } from '@mastra/core/storage';
import { duckDBError } from '../../engine/errors.ts';
import { copyMode, hasCode, makePrivateFolder, PRIVATE_FILE } from '../../engine/private-files.ts';
import type { EngineRow } from '../../engine/session.ts';
import { and, literal, moment, raw, sql } from '../../engine/sql.ts';
import { TABLES } from './columns.ts';
import type { Context } from './context.ts';
import { createFeedback } from './feedback.ts';
import { createLogs } from './logs.ts';
import { createMetrics } from './metrics.ts';
import { checkExport, checkImport } from './parquet-args.ts';
import { ParquetReader, SIGNAL_KEY } from './parquet-reader.ts';
import { toFeedbackRow, toRow } from './rows.ts';
import { createScores } from './scores.ts';
import { createSpans } from './span-writes.ts';

/** What `exportParquet` writes. */
export interface ExportParquetArgs {
  readonly signal: Signal;
  /** Both ends belong to it. A span goes by its own start, everything else by its time. @default everything */
  readonly range?: DateRange;
  /** The directory of the file. It is made where it is not there. */
  readonly dir: string;
}

/** The file that `exportParquet` has written. */
export interface ExportParquetResult {
  /** Named after the table and the range. A file of the same name has been replaced. */
  readonly path: string;
  readonly rows: number;
}

/** What `importParquet` reads: files, or all `.parquet` files of a directory. */
export type ImportParquetArgs = {
  /**
   * Files of a directory that say to be of another signal are left alone; a file that says nothing is taken for one of
   * it. @default what each file says
   */
  readonly signal?: Signal;
} & (
  | { readonly dir: string; readonly files?: undefined }
  | { readonly files: readonly string[]; readonly dir?: undefined }
);

/** The files that `importParquet` has read. */
export interface ImportParquetResult {
  readonly files: readonly {
    readonly path: string;
    readonly signal: Signal;
    /** Rows of the file, those that the store had already included. */
    readonly rows: number;
  }[];
}

/** Writes the rows of one signal into a Parquet file, which appears when it is complete. */
export async function exportParquet({ db }: Context, args: ExportParquetArgs): Promise<ExportParquetResult> {
  const { signal, range, dir } = checkExport(args);
  const { name, columns, time } = TABLES[signal];
  const start = range.start?.getTime();
  const end = range.end?.getTime();
  const path = join(dir, `${[name, ...nameOf(range)].join('_')}.parquet`);
  const part = `${path}.part`;
  await makeExportFile(dir, path, part).catch(error => {
    throw duckDBError(error, dir);
  });
  const conditions = and([
    ...(start === undefined ? [] : [sql`${raw(time)} >= ${moment(start)}`]),
    ...(end === undefined ? [] : [sql`${raw(time)} <= ${moment(end)}`]),
  ]);
  const names = columns.map(column => column.name).join(', ');
  const rows = sql`SELECT ${raw(names)} FROM ${raw(name)} WHERE ${conditions}`;
  const [written] = await db.read(session =>
    session.rows(
      sql`COPY (${rows}) TO ${raw(literal(part))} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false, KV_METADATA {${raw(SIGNAL_KEY)}: ${raw(literal(signal))}})`,
    ),
  );
  await rename(part, path);
  return { path, rows: Number(written?.Count) };
}

/** Makes the file that the engine writes into: for this user alone, or with the mode of the file that it replaces. */
async function makeExportFile(dir: string, path: string, part: string): Promise<void> {
  await makePrivateFolder(dir);
  await rm(part, { force: true });
  await writeFile(part, '', { mode: PRIVATE_FILE });
  await copyMode(path, part).catch(error => {
    if (!hasCode(error, 'ENOENT')) throw error;
  });
}

/** Stores the rows of Parquet files as if they were written anew: what is there already stays as it is. */
export async function importParquet(context: Context, args: ImportParquetArgs): Promise<ImportParquetResult> {
  const { signal: wanted, dir, files } = checkImport(args);
  const paths = files ?? (await parquetFiles(dir!));
  const reader = await ParquetReader.open();
  try {
    const imported: ImportParquetResult['files'][number][] = [];
    for (const path of paths) {
      const signal = await reader.signalOf(path, wanted);
      if (files === undefined && wanted !== undefined && signal !== wanted) continue;
      let rows = 0;
      for await (const batch of reader.rows(path, signal)) {
        await WRITERS[signal](context, batch);
        rows += batch.length;
      }
      imported.push({ path, signal, rows });
    }
    return { files: imported };
  } finally {
    reader.close();
  }
}

type Writer = (context: Context, rows: readonly EngineRow[]) => Promise<void>;

const WRITERS: Readonly<Record<Signal, Writer>> = {
  tracing: (context, rows) =>
    createSpans(
      context,
      rows.map(row => readSpan(toRow(row), null)),
    ),
  log: (context, rows) =>
    createLogs(
      context,
      rows.map(row => readLog(toRow(row))),
    ),
  metric: (context, rows) =>
    createMetrics(
      context,
      rows.map(row => readMetric(toRow(row))),
    ),
  score: (context, rows) =>
    createScores(
      context,
      rows.map(row => readScore(toRow(row))),
    ),
  feedback: (context, rows) =>
    createFeedback(
      context,
      rows.map(row => readFeedback(toFeedbackRow(row))),
    ),
};

/** Exports of different ranges lie side by side. */
function nameOf({ start, end }: DateRange): readonly string[] {
  const text = (date: Date | undefined) => date?.toISOString().replace(/[-:]/g, '') ?? 'all';
  return start || end ? [text(start), text(end)] : [];
}

async function parquetFiles(dir: string): Promise<readonly string[]> {
  const names = await readdir(dir).catch(error => {
    throw duckDBError(error, dir);
  });
  return names
    .filter(name => name.endsWith('.parquet'))
    .sort()
    .map(name => join(dir, name));
}
