import { type IngestBatch, type IngestOptions, ObservabilityStorage } from '../domains/observability/index.ts';
import { STORAGE_METHOD_NAMES, type StorageMethod } from './methods.ts';

/** A storage that hands every call on to another one, which is elsewhere or changes. */
export abstract class ForwardingStorage extends ObservabilityStorage {
  /** Answers a call of any method but those below. */
  protected abstract forward(method: StorageMethod, args: unknown): Promise<unknown>;

  abstract override ingest(batch: IngestBatch, options?: IngestOptions): Promise<void>;
}

for (const method of STORAGE_METHOD_NAMES) {
  Object.defineProperty(ForwardingStorage.prototype, method, {
    configurable: true,
    writable: true,
    value: {
      async [method](this: { forward(method: StorageMethod, args: unknown): Promise<unknown> }, args?: unknown) {
        return this.forward(method, args);
      },
    }[method],
  });
}
