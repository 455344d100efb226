import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { PRIVATE_FILE } from '../engine/private-files.ts';

/** Where the owner of a database listens, and what it wants to hear. */
export interface Address {
  readonly socket: string;
  readonly secret: string;
  readonly pid: number;
}

/** The file beside the database that leads to its owner. Only the holder of the database's lock writes it. */
export function addressFile(path: string): string {
  return `${path}.owner`;
}

/** The address, or `undefined` where nobody owns the database or the file is none of ours. */
export async function readAddress(path: string): Promise<Address | undefined> {
  try {
    const { socket, secret, pid } = JSON.parse(await readFile(addressFile(path), 'utf8'));
    return typeof socket === 'string' && typeof secret === 'string' ? { socket, secret, pid } : undefined;
  } catch {
    return undefined;
  }
}

/** The address appears whole, in the place of that of an owner who has died. */
export async function publishAddress(path: string, address: Address): Promise<void> {
  const part = `${addressFile(path)}.${randomBytes(6).toString('hex')}`;
  try {
    const file = await open(part, 'wx', PRIVATE_FILE);
    try {
      await file.writeFile(JSON.stringify(address));
    } finally {
      await file.close();
    }
    await rename(part, addressFile(path));
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

export async function withdrawAddress(path: string): Promise<void> {
  await rm(addressFile(path), { force: true });
}
