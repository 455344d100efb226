import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import { Refusal } from './refusal.ts';

const DECOMPRESSORS = { gzip: promisify(gunzip), deflate: promisify(inflate) } as const;

/**
 * The body of a request, decompressed. Neither what arrives nor what it unfolds to is ever held beyond `maxBytes`.
 *
 * @throws Refusal 413 for a body that is too large, 415 for an encoding that is not known, 400 for a damaged one.
 */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  const encoding = request.headers.get('content-encoding')?.trim().toLowerCase() || 'identity';
  if (encoding !== 'identity' && !(encoding in DECOMPRESSORS)) {
    throw new Refusal(
      415,
      `content-encoding ${JSON.stringify(encoding)} is not known. Allowed: gzip, deflate, identity.`,
    );
  }
  if (Number(request.headers.get('content-length')) > maxBytes) throw tooLarge(maxBytes);
  const bytes = await collect(request, maxBytes);
  if (encoding === 'identity' || bytes.length === 0) return bytes;
  try {
    return await DECOMPRESSORS[encoding as keyof typeof DECOMPRESSORS](bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw new Refusal(400, `the body is not ${encoding}: ${(error as Error).message}`, {}, { cause: error });
  }
}

async function collect(request: Request, maxBytes: number): Promise<Uint8Array> {
  if (!request.body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = request.body.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      length += read.value.length;
      if (length > maxBytes) {
        reader.cancel().catch(() => undefined);
        throw tooLarge(maxBytes);
      }
      chunks.push(read.value);
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(400, 'the body could not be read to its end', {}, { cause: error });
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

function tooLarge(maxBytes: number): Refusal {
  return new Refusal(
    413,
    `the body is larger than ${maxBytes} bytes. Send smaller batches, or raise maxBodyBytes of the receiver.`,
  );
}
