import { createInterface } from 'node:readline';
import { DuckDBStore } from '@mastra/duckdb';
import { totals } from './application.ts';

/** A program that only looks: a dashboard, a command line. */
const storage = new DuckDBStore({ path: 'shared.duckdb' });
for await (const _ of createInterface({ input: process.stdin })) console.log(await totals(storage));
await storage.close();
