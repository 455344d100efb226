import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';

/** A process on another machine, or in another container, is taken for dead when its sign of life is older. */
const SILENCE_MS = 60_000;
const SIGN_OF_LIFE = 'alive';

const key = Symbol.for('mastra.observability.spool');
const shared = globalThis as { [key]?: { readonly open: Set<string>; readonly names: Set<string>; count: number } };

// One for the process, also where the package is loaded twice (ESM and CommonJS).
shared[key] ??= { open: new Set(), names: new Set(), count: 0 };
const ours = shared[key];

/** Machine and process namespace, where a process id means what it says, and this process and thread in it. */
interface Identity {
  readonly host: string;
  readonly name: string;
}

let known: Identity | undefined;

function identity(): Identity {
  if (known) return known;
  const host = createHash('sha256').update(`${hostname()} ${namespace()}`).digest('hex').slice(0, 8);
  known = { host, name: `${host}-${process.pid}-${threadId}-${startOf(process.pid)}` };
  return known;
}

/** A directory name that says who owns it and that nobody else uses. */
export function newOwnName(): string {
  return `${identity().name}~${++ours.count}`;
}

/** Holds a directory of this process for as long as it is in use. */
export function holdDirectory(path: string): () => void {
  ours.open.add(path);
  return () => void ours.open.delete(path);
}

/** The first of `name`, `name-2`, … below a directory that nobody in this process holds: the same one again in the next process. */
export function holdName(parent: string, name: string): { readonly path: string; release(): void } {
  for (let n = 1; ; n++) {
    const path = join(parent, n === 1 ? safeName(name) : `${safeName(name)}-${n}`);
    if (ours.names.has(path)) continue;
    ours.names.add(path);
    return { path, release: () => void ours.names.delete(path) };
  }
}

/** Whether a directory belongs to nobody who lives. A name that is none of ours is left alone. */
export async function isAbandoned(path: string, name: string): Promise<boolean> {
  const owner = /^(([0-9a-f]{8})-(\d+)-\d+-(\d+))~\d+$/.exec(name);
  if (!owner || ours.open.has(path)) return false;
  const [, whole, where, pid, start] = owner;
  const me = identity();
  if (whole === me.name) return true;
  if (where !== me.host) return Date.now() - (await lastSign(path)) > SILENCE_MS;
  return !isRunning(Number(pid), start!);
}

export async function showSignOfLife(directory: string): Promise<void> {
  const path = join(directory, SIGN_OF_LIFE);
  const now = new Date();
  await utimes(path, now, now).catch(() => writeFile(path, '', { mode: 0o600 }));
}

export { SIGN_OF_LIFE };

async function lastSign(directory: string): Promise<number> {
  const seen = await stat(join(directory, SIGN_OF_LIFE)).catch(() => stat(directory));
  return seen.mtimeMs;
}

function isRunning(pid: number, start: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  // The number may have been given to another process since.
  return startOf(pid) === start;
}

/** When a process began, in ticks of its machine; 0 where the system does not say. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended, though nobody has taken note of it.
    return fields[0] === 'Z' ? 'ended' : (fields[19] ?? '0');
  } catch {
    return '0';
  }
}

function namespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/** A name that every file system takes, and that differs where the exporters' names do. */
function safeName(name: string): string {
  return encodeURIComponent(name)
    .replace(/[*.]/g, one => `%${one.charCodeAt(0).toString(16)}`)
    .slice(0, 100);
}
