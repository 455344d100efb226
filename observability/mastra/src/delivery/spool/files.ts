import {
  close,
  closeSync,
  fdatasync,
  fsyncSync,
  open,
  openSync as openAt,
  read,
  type Stats,
  write,
  writeSync,
} from 'node:fs';
import { open as openHandle } from 'node:fs/promises';
import { promisify } from 'node:util';

// Descriptors instead of handles: the same file is also written to by those who cannot wait.
const openAsync = promisify(open);
const readAsync = promisify(read);
const writeAsync = promisify(write);

/** Files are for their owner only. */
const MODE = 0o600;

export const closeFd = promisify(close);
export const syncFd = promisify(fdatasync);

export function openSync(path: string, flags: number): number {
  return openAt(path, flags, MODE);
}

export function openFd(path: string, flags: number): Promise<number> {
  return openAsync(path, flags, MODE);
}

export async function writeAll(fd: number, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await writeAsync(fd, bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}

export function writeAllSync(fd: number, bytes: Buffer, position: number): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(fd, bytes, done, bytes.length - done, position + done);
  }
}

/** What is there of so many bytes. */
export async function readFd(fd: number, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await readAsync(fd, bytes, done, length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}

/** Windows knows no such thing. */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await openHandle(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

export function syncDirectorySync(path: string): void {
  if (process.platform === 'win32') return;
  const fd = openAt(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Why a file or directory is not ours to read from and write to; `undefined` where it is. */
export function whyNotOurs(found: Stats, kind: 'file' | 'directory'): string | undefined {
  if (found.isSymbolicLink()) return 'it is a symbolic link';
  if (kind === 'directory' ? !found.isDirectory() : !found.isFile()) return `it is no ${kind}`;
  // Windows has no owner that it could be compared with.
  if (!process.getuid) return undefined;
  if (found.uid !== process.getuid()) return `it belongs to user ${found.uid}, not to ${process.getuid()}`;
  return (found.mode & 0o022) === 0 ? undefined : 'others than its owner may write to it';
}
