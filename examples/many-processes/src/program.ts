import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A process of this example. */
export interface Program {
  readonly pid: number;
  /** The next line that it prints. */
  line(): Promise<string>;
  tell(line: string): void;
  end(signal?: NodeJS.Signals): Promise<void>;
}

export function start(name: string, ...args: readonly string[]): Program {
  const path = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, ['--conditions=mastra-source', path, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()));
  return {
    pid: child.pid!,
    line: async () => {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${name} ended without an answer.`);
      return value;
    },
    tell: line => child.stdin.write(`${line}\n`),
    end: async signal => {
      if (signal) child.kill(signal);
      else child.stdin.end();
      await ended;
    },
  };
}
