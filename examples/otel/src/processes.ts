import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** Starts a program as a process of its own. */
export function start(program: URL, execArgv: readonly string[] = [], env: NodeJS.ProcessEnv = {}): ChildProcess {
  return fork(program, { execArgv: [...process.execArgv, ...execArgv], env: { ...process.env, ...env } });
}

/** The address that a process says it listens on. */
export async function addressOf(child: ChildProcess): Promise<string> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`A process ended with ${code} before it said where it listens.`);
  });
  const [message] = (await Promise.race([once(child, 'message'), ended])) as unknown[];
  ended.catch(() => undefined);
  return String(message);
}

/** Tells a process that nobody needs it any more, and waits for a good end. */
export async function end(child: ChildProcess): Promise<void> {
  const exited = child.exitCode === null ? once(child, 'exit') : [child.exitCode];
  if (child.connected) child.disconnect();
  const [code] = await exited;
  if (code !== 0) throw new Error(`A process ended with ${code}.`);
}
