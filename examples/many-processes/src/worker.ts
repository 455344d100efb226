import { application, totals, work } from './application.ts';

const [name, jobs] = process.argv.slice(2) as [string, string];
const { mastra, storage } = application(name);

console.log('ready');
for (let n = 0; n < Number(jobs); n++) await work(mastra, 'job', `job ${n}`);
console.log('finished');

// Everybody counts when everybody is through.
process.stdin.once('data', async () => {
  console.log(await totals(storage));
  await mastra.shutdown();
  process.stdin.destroy();
});
