import { MastraError } from '../../../../error/index.ts';
import type { ListOrder } from './order.ts';

/** The last row of a keyset page: the value it was ordered by (dates as milliseconds, `null` for absent) and its ids. */
export interface CursorPosition {
  readonly value: number | null;
  readonly ids: readonly string[];
}

/** The opaque text that stands for a position in a list of this order. */
export function encodeCursor(order: ListOrder, position: CursorPosition): string {
  return Buffer.from(JSON.stringify([signature(order), position.value, ...position.ids])).toString('base64url');
}

/**
 * The position that a cursor stands for.
 *
 * @throws MastraError `OBSERVABILITY_STORAGE_CURSOR_INVALID` for a text that is no cursor, or one of another order.
 */
export function decodeCursor(order: ListOrder, cursor: string): CursorPosition {
  const parts = parse(cursor);
  if (!parts) throw invalid(cursor, 'it is not a cursor of this store');
  const [of, value, ...ids] = parts;
  if (of !== signature(order)) throw invalid(cursor, `it belongs to another list or order than ${signature(order)}`);
  const wellMade =
    (Number.isFinite(value) || (value === null && order.mayBeAbsent)) &&
    ids.length === order.ids.length &&
    ids.every(id => typeof id === 'string');
  if (!wellMade) throw invalid(cursor, 'it is not a cursor of this store');
  return { value: value as number | null, ids: ids as string[] };
}

function signature(order: ListOrder): string {
  return `${order.list} by ${order.field} ${order.direction}`;
}

function parse(cursor: string): unknown[] | undefined {
  if (!/^[\w-]+$/.test(cursor)) return undefined;
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) ? parts : undefined;
  } catch {
    return undefined;
  }
}

function invalid(cursor: string, why: string): MastraError {
  const shown = cursor.length > 60 ? `${cursor.slice(0, 60)}…` : cursor;
  return new MastraError({
    code: 'OBSERVABILITY_STORAGE_CURSOR_INVALID',
    domain: 'STORAGE',
    message: `after: ${JSON.stringify(shown)} cannot be used: ${why}. Give the cursor.next of the page before, with the same orderBy, or leave after out to start again.`,
    details: { after: shown },
  });
}
