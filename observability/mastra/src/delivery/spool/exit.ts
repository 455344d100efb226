/** Something that has to be done before the process is gone, and cannot wait. */
type AtExit = () => void;

const waiting = new Set<AtExit>();

/**
 * Calls back when the process ends by `process.exit()`, by an exception that nobody caught, or because it has run out of
 * work. Answers the function that takes that back.
 */
export function atExit(callback: AtExit): () => void {
  if (waiting.size === 0) process.on('exit', callAll);
  waiting.add(callback);
  return () => {
    waiting.delete(callback);
    if (waiting.size === 0) process.off('exit', callAll);
  };
}

function callAll(): void {
  for (const callback of waiting) {
    try {
      callback();
    } catch {
      // The process ends: there is nobody left to tell.
    }
  }
}
