import type { DiagnosticLogger, DropReason } from '@mastra/core/observability';
import type { Clock } from '../../clock.ts';
import type { Item } from '../item.ts';
import type { LedgerBook } from '../ledger.ts';

/** What a spool may ask of the delivery that it belongs to. */
export interface SpoolHost {
  readonly name: string;
  readonly ledger: Readonly<LedgerBook>;
  readonly logger: DiagnosticLogger;
  readonly clock: Clock;
  readonly maxQueueEvents: number;
  readonly maxQueueBytes: number;
  /** Events in memory. */
  events(): number;
  /** Bytes in memory. */
  bytes(): number;
  nextSeq(): number;
  /** The item takes up memory from now on. */
  hold(item: Item): void;
  /** It no longer does, and is not settled. */
  letGo(item: Item): void;
  /** Hands an item that takes up memory to its destination. */
  push(item: Item): void;
  /** Gives up an item that takes up memory. */
  drop(item: Item, reason: DropReason): void;
  /** Takes an event that an earlier process had in quarantine. */
  restore(item: Item, reason: string, at: Date): void;
}
