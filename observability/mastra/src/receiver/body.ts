import { createGunzip, createInflate } from 'node:zlib';
import type { Admitted } from './admission.ts';
import { RETRY_SOON, Refusal } from './refusal.ts';
import type { RequestBudget } from './wire/budget.ts';

/** How a body may be compressed. */
const DECOMPRESSORS = new Map([
  ['gzip', createGunzip],
  ['deflate', createInflate],
] as const);

/** How a body is read. */
export interface BodyLimits {
  /** As it arrives, and once it is decompressed. */
  readonly maxBodyBytes: number;
  /** How long the sender may take, in milliseconds. */
  readonly bodyTimeoutMs: number;
}

/**
 * The body of a request, decompressed. Neither what arrives nor what it unfolds to is ever held beyond the limits.
 *
 * @throws Refusal 413 for a body that is too large, 415 for an encoding that is not known, 400 for a damaged one, 408 for
 * one that does not come, 503 where all bodies under way are too much.
 */
export async function readBody(
  request: Request,
  limits: BodyLimits,
  admitted: Admitted,
  budget: RequestBudget,
): Promise<Uint8Array> {
  const encoding = request.headers.get('content-encoding')?.trim().toLowerCase() || 'identity';
  const decompressor = DECOMPRESSORS.get(encoding as 'gzip');
  if (encoding !== 'identity' && decompressor === undefined) {
    throw new Refusal(
      415,
      `content-encoding ${JSON.stringify(encoding.slice(0, 40))} is not known. Allowed: gzip, deflate, identity.`,
    );
  }
  if (Number(request.headers.get('content-length')) > limits.maxBodyBytes) throw tooLarge(limits);
  const bytes = await collect(request, limits, admitted, budget);
  if (decompressor === undefined || bytes.length === 0) return bytes;
  return await decompressed(decompressor(), bytes, encoding, limits, budget);
}

async function collect(
  request: Request,
  limits: BodyLimits,
  admitted: Admitted,
  budget: RequestBudget,
): Promise<Uint8Array> {
  if (!request.body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  let late: Refusal | undefined;
  const reader = request.body.getReader();
  const giveUp = (reason: string) => {
    late ??= new Refusal(408, reason, RETRY_SOON);
    reader.cancel().catch(() => undefined);
  };
  admitted.reading(() => giveUp('the body came slowly, and others needed the room'));
  const timer = setTimeout(
    () => giveUp(`the body did not come within ${limits.bodyTimeoutMs} ms`),
    limits.bodyTimeoutMs,
  );
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      length += read.value.length;
      if (length > limits.maxBodyBytes) throw tooLarge(limits);
      admitted.arrived(read.value.length);
      budget.addBytes(read.value.length);
      chunks.push(read.value);
    }
  } catch (error) {
    reader.cancel().catch(() => undefined);
    if (late) throw late;
    if (error instanceof Refusal) throw error;
    throw new Refusal(400, 'the body could not be read to its end', {}, { cause: error });
  } finally {
    clearTimeout(timer);
    admitted.hasRead();
  }
  if (late) throw late;
  return joined(chunks);
}

/** Decompresses outside the event loop, part by part, so that a small body never becomes a large one unseen. */
async function decompressed(
  stream: ReturnType<typeof createGunzip>,
  bytes: Uint8Array,
  encoding: string,
  limits: BodyLimits,
  budget: RequestBudget,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    stream.end(bytes);
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (length > limits.maxBodyBytes) throw tooLarge(limits);
      budget.addBytes(chunk.length);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(400, `the body is not ${encoding}: ${(error as Error).message}`, {}, { cause: error });
  } finally {
    stream.destroy();
  }
  return joined(chunks);
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

function tooLarge({ maxBodyBytes }: BodyLimits): Refusal {
  return new Refusal(
    413,
    `the body is larger than ${maxBodyBytes} bytes. Send smaller batches, or raise maxBodyBytes of the receiver.`,
  );
}
