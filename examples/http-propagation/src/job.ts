import { readFile, writeFile } from 'node:fs/promises';

/** Some work for later: what to do, and the carrier that says which trace it belongs to. Plain JSON, as any queue keeps it. */
export interface Job {
  readonly carrier: Readonly<Record<string, string>>;
  readonly item: string;
}

const FILE = 'job.json';

export async function storeJob(job: Job): Promise<void> {
  await writeFile(FILE, JSON.stringify(job, undefined, 2));
}

export async function takeJob(): Promise<Job> {
  return JSON.parse(await readFile(FILE, 'utf8')) as Job;
}
