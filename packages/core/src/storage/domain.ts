/** One area of a store, with tables of its own. */
export abstract class StorageDomain {
  /** Creates what is missing. Safe to call again. */
  abstract init(): Promise<void>;
  /** Deletes everything that the domain holds. For tests. */
  abstract dangerouslyClearAll(): Promise<void>;
  /** Gives everything back. Safe to call again; every other method is refused from then on. */
  close(): Promise<void> {
    return Promise.resolve();
  }
}
