import {
  ForwardingStorage,
  type IngestBatch,
  type IngestOptions,
  type StorageMethod,
  type StrategyHint,
  type TracingStorageStrategy,
} from '@mastra/core/storage';
import { ObservabilityDuckDB } from '../domains/observability/index.ts';
import type {
  ExportParquetArgs,
  ExportParquetResult,
  ImportParquetArgs,
  ImportParquetResult,
} from '../domains/observability/parquet.ts';
import { Gate } from '../engine/gate.ts';
import type { ResolvedOptions } from '../options.ts';
import { callExtra, type ExtraMethod } from './extra.ts';
import { acquire, type Share } from './registry.ts';

const batches: StrategyHint<'realtime' | 'batch'> = { preferred: 'batch', supported: ['realtime', 'batch'] };
const batchesWithUpdates: StrategyHint<TracingStorageStrategy> = {
  preferred: 'batch-with-updates',
  supported: ['realtime', 'batch-with-updates'],
};

/**
 * The observability domain of a `DuckDBStore`: hands calls on to the file that they are for, which other stores may
 * share. What was called before `close()` ends first; what comes later is refused.
 */
export class DuckDBObservability extends ForwardingStorage {
  readonly #options: ResolvedOptions;
  readonly #gate = new Gate();
  #share: Promise<Share> | undefined;
  #closed: Promise<void> | undefined;

  /** Made by `DuckDBStore`, which resolves the options. */
  constructor(options: ResolvedOptions) {
    super();
    this.#options = options;
  }

  override get tracingStrategy(): typeof batchesWithUpdates {
    return batchesWithUpdates;
  }
  override get logsStrategy(): typeof batches {
    return batches;
  }
  override get metricsStrategy(): typeof batches {
    return batches;
  }
  override get scoresStrategy(): typeof batches {
    return batches;
  }
  override get feedbackStrategy(): typeof batches {
    return batches;
  }

  override init(): Promise<void> {
    return this.#use(({ file }) => file.open());
  }

  override close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await this.#gate.close();
    const share = await this.#share?.catch(() => undefined);
    await share?.release();
  }

  protected override forward(method: StorageMethod, args: unknown): Promise<unknown> {
    return this.#use(({ file }) => file.call(method, args));
  }

  override ingest(batch: IngestBatch, options?: IngestOptions): Promise<void> {
    return this.#use(({ file }) => file.ingest(batch, options));
  }

  /** Gives space that deletes have freed back to the disk. */
  async compact(): Promise<void> {
    await this.#extra('compact', undefined);
  }
  /** See `DuckDBStore.exportParquet`. */
  async exportParquet(args: ExportParquetArgs): Promise<ExportParquetResult> {
    return (await this.#extra('exportParquet', args)) as ExportParquetResult;
  }
  /** See `DuckDBStore.importParquet`. */
  async importParquet(args: ImportParquetArgs): Promise<ImportParquetResult> {
    return (await this.#extra('importParquet', args)) as ImportParquetResult;
  }

  #extra(method: ExtraMethod, args: unknown): Promise<unknown> {
    return this.#use(({ file }) => file.extra(method, args));
  }

  #use<T>(task: (share: Share) => Promise<T>): Promise<T> {
    return this.#gate.pass(async () => {
      this.#share ??= this.#acquire();
      return task(await this.#share);
    });
  }

  /** A failure is tried again by the next call. */
  async #acquire(): Promise<Share> {
    try {
      return await (this.#options.share ? acquire(this.#options) : unshared(this.#options));
    } catch (error) {
      this.#share = undefined;
      throw error;
    }
  }
}

/** A file, or a database in memory, that is one store's alone. */
function unshared(options: ResolvedOptions): Share {
  const storage = new ObservabilityDuckDB(options);
  return {
    file: {
      path: options.path,
      open: () => storage.init(),
      call: (method, args) => (storage[method] as (given: unknown) => Promise<unknown>)(args),
      ingest: (batch, given) => storage.ingest(batch, given),
      extra: (method, args) => callExtra(storage, method, args),
      close: () => storage.close(),
    },
    release: () => storage.close(),
  };
}
