import { MastraError } from '../error/index.ts';

/** The error that every method of a store throws after `close()`. */
export function storageClosed(store: string): MastraError {
  return new MastraError({
    code: 'STORAGE_CLOSED',
    domain: 'STORAGE',
    message: `${store} has been closed and cannot be used any more. Make a new store, or call close() later.`,
    details: { store },
  });
}
