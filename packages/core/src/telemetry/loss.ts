import type { Ending } from './endings.ts';

interface Closable {
  close(ending: Ending): void;
}

const registry = new FinalizationRegistry<Closable>(lost => lost.close({ endReason: 'abandoned' }));

/**
 * Closes `work` when `holder` is garbage: nobody can read on any more, and nothing else would ever tell. `work` must
 * not refer to the holder. Answers the function that calls it off.
 */
export function closeWhenLost(holder: WeakKey, work: Closable): () => void {
  const token = {};
  registry.register(holder, work, token);
  return () => {
    registry.unregister(token);
  };
}
