import { acknowledge, type Place } from './segment.ts';

/** What the spool knows of one item. */
export interface Slot {
  /** When the item was accepted, in milliseconds since the epoch. */
  readonly at: number;
  /** Its record, once synced. */
  place: Place | undefined;
  /** A record that it takes the place of, needed until its own is synced. */
  before: Place | undefined;
  /** The item is settled, or has another slot: a record of it that is still being written is needed by nobody. */
  isGone: boolean;
}

/** The item's record is synced. Answers whether anybody still needs it. */
export function settleSlot(slot: Slot, place: Place): boolean {
  if (slot.isGone) {
    acknowledge(place);
    return false;
  }
  slot.place = place;
  if (slot.before) acknowledge(slot.before);
  slot.before = undefined;
  return true;
}
