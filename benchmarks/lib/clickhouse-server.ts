import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { openEngine } from '../../stores/clickhouse/src/testing/engine.ts';
import { startHttpFront } from '../../stores/clickhouse/src/testing/http-front.ts';

/** The ClickHouse engine in a process of its own, behind a loopback double of its HTTP server. */
export interface ClickhouseServer {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** Processor time that the process of the engine has spent, in microseconds. */
  cpu(): Promise<number>;
  close(): Promise<void>;
}

interface Message {
  readonly url?: string;
  readonly cpu?: number;
}

export async function startClickhouseServer(): Promise<ClickhouseServer> {
  const user = { username: 'benchmark', password: 'benchmark' };
  const child = fork(fileURLToPath(import.meta.url), ['serve', user.username, user.password]);
  const ask = async (question: string): Promise<Message> => {
    child.send(question);
    const [answer] = (await once(child, 'message')) as [Message];
    return answer;
  };
  const { url } = await ask('url');
  return {
    url: url!,
    ...user,
    cpu: async () => (await ask('cpu')).cpu!,
    close: async () => {
      child.send('close');
      await once(child, 'exit');
    },
  };
}

async function serve(username: string, password: string): Promise<void> {
  const engine = await openEngine();
  const front = await startHttpFront(engine, { username, password }, { remember: false });
  process.on('message', async question => {
    const { user, system } = process.cpuUsage();
    if (question === 'url') process.send?.({ url: front.url });
    if (question === 'cpu') process.send?.({ cpu: user + system });
    if (question !== 'close') return;
    await front.close();
    await engine.close();
    process.exit();
  });
}

if (process.argv[2] === 'serve') await serve(process.argv[3]!, process.argv[4]!);
