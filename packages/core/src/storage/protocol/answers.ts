import type { MastraError } from '../../error/index.ts';
import { errorLine, errorOf, protocolError } from './errors.ts';
import { decodeValue, encodeValue } from './values.ts';

/**
 * An answer is lines: the first has the value with its lists emptied and says how long they are, then comes each item on
 * a line of its own. So neither side ever holds one text of everything, and an answer that breaks off is known.
 */
interface Head {
  readonly value: unknown;
  readonly lists: Readonly<Record<string, number>>;
}

/** Lines are sent in pieces of about this length. */
const PIECE = 64 * 1024;

/** The answer as a stream that is made as fast as it is read. */
export function answerStream(value: unknown, maxBytes: number): ReadableStream<Uint8Array> {
  const lines = linesOf(value);
  const encoder = new TextEncoder();
  let sent = 0;
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      let piece = '';
      try {
        while (piece.length < PIECE) {
          const next = lines.next();
          if (next.done) {
            if (piece !== '') controller.enqueue(encoder.encode(piece));
            return controller.close();
          }
          sent += next.value.length;
          if (sent > maxBytes) throw tooLarge(maxBytes);
          piece += `${next.value}\n`;
        }
        controller.enqueue(encoder.encode(piece));
      } catch (error) {
        controller.enqueue(encoder.encode(`${piece}${errorLine(error)}\n`));
        controller.close();
      }
    },
  });
}

function* linesOf(value: unknown): Generator<string, void> {
  const lists = Object.entries(isObject(value) ? value : {}).filter(([, held]) => Array.isArray(held)) as [
    string,
    unknown[],
  ][];
  const emptied =
    lists.length === 0 ? value : { ...(value as object), ...Object.fromEntries(lists.map(([name]) => [name, []])) };
  const head: Head = { value: emptied, lists: Object.fromEntries(lists.map(([name, items]) => [name, items.length])) };
  yield encodeValue(head);
  for (const [, items] of lists) for (const item of items) yield encodeValue({ item });
}

/** @throws the error that the answer holds, or `STORAGE_UNREACHABLE` where it breaks off. */
export async function readAnswer(body: AsyncIterable<Uint8Array> | null): Promise<unknown> {
  const lines = linesIn(body);
  const head = (await nextOf(lines)) as Partial<Head> | null;
  if (!isObject(head) || !isObject(head.lists))
    throw protocolError('STORAGE_ANSWER_INVALID', 'The answer is none of a storage handler. Check the url.');
  const value = head.value;
  for (const [name, length] of Object.entries(head.lists)) {
    const items = (value as Record<string, unknown[]>)[name]!;
    for (let i = 0; i < (length as number); i++) items.push(((await nextOf(lines)) as { item: unknown }).item);
  }
  return value;
}

async function nextOf(lines: AsyncIterator<string>): Promise<unknown> {
  const line = await lines.next();
  if (line.done)
    throw protocolError(
      'STORAGE_UNREACHABLE',
      'The answer broke off in the middle. The call may be repeated.',
      'unreachable',
    );
  const value = decodeValue(line.value);
  const error = errorOf(value);
  if (error) throw error;
  return value;
}

async function* linesIn(body: AsyncIterable<Uint8Array> | null): AsyncGenerator<string, void> {
  if (!body) return;
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  // A long line comes in many pieces, which are put together once.
  let pieces: string[] = [];
  for await (const chunk of body) {
    const text = decoder.decode(chunk, { stream: true });
    if (!text.includes('\n')) {
      pieces.push(text);
      continue;
    }
    const [first, ...others] = text.split('\n');
    yield pieces.join('') + first;
    const last = others.pop()!;
    yield* others;
    pieces = [last];
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function tooLarge(maxBytes: number): MastraError {
  return protocolError(
    'STORAGE_RESPONSE_TOO_LARGE',
    `The answer has more than ${maxBytes} bytes. Ask for less: a smaller limit, or a narrower range.`,
    'overloaded',
  );
}
