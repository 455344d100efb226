import { rmSync } from 'node:fs';

/** What this thread would leave behind where it ends without `close()`. */
const left = new Set<string>();
let isWatching = false;

/** Removes a file when the process or the thread ends in order. */
export function cleanAtExit(path: string): void {
  left.add(path);
  if (isWatching) return;
  isWatching = true;
  process.once('exit', () => {
    for (const file of left) rmSync(file, { force: true });
  });
}

export function leaveAtExit(path: string): void {
  left.delete(path);
}
