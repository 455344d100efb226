import { clickhouse } from './lib/engines.ts';
import { queries } from './lib/queries.ts';

await queries(await clickhouse(), {
  list: 20,
  trace: 15,
  search: 100,
  ifMissed:
    'Profile: 3 to 5 ms of each round trip are the loopback double of the server, and a list is two of them one after the other (rows with total, then the errors of the traces on the page). The engine plans over 34 columns; the data itself is read in a few milliseconds. A rare word in logs lies in as many granules of 8,192 rows as it has messages.',
});
process.exit(0);
