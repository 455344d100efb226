import { createClient } from '@clickhouse/client';
import { createChdbConnection } from 'chdb/connection';
const t=Date.now();
const c = createClient({ connection: createChdbConnection({ path: '/tmp/ch1/d' }) } as never);
const r = await c.query({query:'select version(), 1', format:'JSONEachRow'});
console.log(await r.json(), Date.now()-t);
await c.close();
