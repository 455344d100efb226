import { readFileSync } from 'node:fs';
import { type Program, start } from './program.ts';

const JOBS = 20;
const REQUESTS = 10;

const owner = () => JSON.parse(readFileSync('shared.duckdb.owner', 'utf8')).pid as number;
const ask = async (port: string, from: number) => {
  for (let n = from; n < from + REQUESTS; n++) await fetch(`http://127.0.0.1:${port}/${n}`);
};

let web = start('web');
let port = await web.line();
console.log(`web       process ${web.pid} opens shared.duckdb and owns it: ${owner() === web.pid}`);

const workers = ['worker-1', 'worker-2'].map(name => start('worker', name, String(JOBS)));
const reader = start('reader');
await Promise.all(workers.map(worker => worker.line()));
await ask(port, 0);
reader.tell('count');
console.log(`reader    ${await reader.line()}`);

await web.end('SIGKILL');
console.log('web       is killed in the middle; the others go on');
reader.tell('count');
console.log(`reader    ${await reader.line()}`);
console.log(`owner     is now process ${owner()}, one of those that were left: ${owner() !== web.pid}`);

web = start('web');
port = await web.line();
await ask(port, REQUESTS);
await Promise.all(workers.map(worker => worker.line()));

const counts = await Promise.all([...workers, reader].map(counted));
for (const [i, name] of ['worker-1', 'worker-2', 'reader'].entries()) console.log(`${name.padEnd(9)} ${counts[i]}`);
await web.end('SIGTERM');
await Promise.all([...workers, reader].map(program => program.end()));

const expected = `web: ${2 * REQUESTS} traces, ${2 * REQUESTS} logs · worker-1: ${JOBS} traces, ${JOBS} logs · worker-2: ${JOBS} traces, ${JOBS} logs`;
if (counts.some(count => count !== expected)) throw new Error(`Expected was ${expected}.`);
console.log('All agree, and nothing is missing.');

async function counted(program: Program): Promise<string> {
  program.tell('count');
  return program.line();
}
