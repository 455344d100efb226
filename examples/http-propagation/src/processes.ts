import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** Starts a program as a process of its own. */
export function start(program: URL): ChildProcess {
  return fork(program);
}

/** The first thing that a process says. */
export async function firstMessage(child: ChildProcess): Promise<unknown> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The process ended with ${code} before it said anything.`);
  });
  const [message] = (await Promise.race([once(child, 'message'), ended])) as unknown[];
  ended.catch(() => undefined);
  return message;
}

/** Waits for the end of a process, and for a good one. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.connected) child.disconnect();
  const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode];
  if (code !== 0) throw new Error(`A process ended with ${code}.`);
}
