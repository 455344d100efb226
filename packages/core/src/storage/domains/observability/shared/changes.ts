import { MastraError } from '../../../../error/index.ts';
import { SIGNALS, type Signal } from '../../../../observability/types/bus.ts';
import { type Change, type ChangesResult, DEFAULT_CHANGES, listChangesArgsSchema } from '../args/changes.ts';
import { parseArgs } from './args.ts';
import { type Condition, tenantConditions } from './conditions.ts';

/** Where a reader of changes is: a number for every part of the store that numbers its writes. */
export type ChangePosition = Readonly<Record<string, number | string>>;

export interface ChangesPlan {
  readonly signals: readonly Signal[];
  /** Milliseconds to begin with, the position to go on from, or `null` for the beginning of everything. */
  readonly since: { readonly at: number } | { readonly position: ChangePosition } | null;
  readonly limit: number;
  readonly conditions: readonly Condition[];
}

/**
 * What `listChanges` was asked for.
 *
 * @param store Names the kind of store: a position of one is nothing to another.
 */
export function planChanges(store: string, args: unknown): ChangesPlan {
  const { since, signals, limit, ...tenant } = parseArgs(listChangesArgsSchema, 'listChanges', args);
  return {
    signals: SIGNALS.filter(signal => signals === undefined || signals.includes(signal)),
    since: since instanceof Date ? { at: since.getTime() } : since === undefined ? null : decoded(store, since),
    limit: limit ?? DEFAULT_CHANGES,
    conditions: tenantConditions(tenant),
  };
}

export function changesResult(store: string, changes: readonly Change[], position: ChangePosition): ChangesResult {
  return { changes, next: Buffer.from(JSON.stringify([store, position])).toString('base64url') };
}

function decoded(store: string, since: string): { readonly position: ChangePosition } {
  const [of, position] = parse(since);
  if (of === store && isPosition(position)) return { position };
  const shown = since.length > 60 ? `${since.slice(0, 60)}…` : since;
  throw new MastraError({
    code: 'OBSERVABILITY_STORAGE_CURSOR_INVALID',
    domain: 'STORAGE',
    message: `since: ${JSON.stringify(shown)} cannot be used: it is no next of listChanges() of this store. Give the next of the answer before, a Date, or leave since out to begin with everything.`,
    details: { since: shown },
  });
}

function isPosition(value: unknown): value is ChangePosition {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every(part => typeof part === 'string' || Number.isSafeInteger(part))
  );
}

function parse(text: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}
