import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A process of its own, and what it says, a line each. */
export interface Child {
  readonly process: ChildProcess;
  readonly lines: AsyncIterator<string>;
  /** The next line. @throws Error where the process has ended without one. */
  next(): Promise<string>;
  /** Resolves with the exit code, `null` after a signal. */
  readonly ended: Promise<number | null>;
}

/** Runs a program (a module's text) that has `DuckDBStore` and its arguments as `args`. */
export function child(program: string, ...args: readonly (string | number)[]): Child {
  const source = `import { DuckDBStore } from ${JSON.stringify(new URL('../index.ts', import.meta.url).href)};
    const args = process.argv.slice(1);
    ${program}`;
  return started(['--conditions=mastra-source', '--input-type=module', '--eval', source, ...args.map(String)]);
}

/** Runs a module of this folder. */
export function childModule(name: string, ...args: readonly (string | number)[]): Child {
  const path = fileURLToPath(new URL(name, import.meta.url));
  return started(['--conditions=mastra-source', path, ...args.map(String)]);
}

function started(args: readonly string[]): Child {
  const process_ = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: process_.stdout! })[Symbol.asyncIterator]();
  const ended = new Promise<number | null>(resolve => process_.once('exit', code => resolve(code)));
  const next = async () => {
    const line = await lines.next();
    if (line.done) throw new Error(`The process ended (exit code ${await ended}) and said nothing more.`);
    return line.value;
  };
  return { process: process_, lines, next, ended };
}
