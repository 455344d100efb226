import type { DropReason, SpoolHealth } from '@mastra/core/observability';
import { asOwnWork } from '../../context/own-work.ts';
import type { Item, Worth } from '../item.ts';
import type { ResolvedSpool } from '../options.ts';
import { withTimeout } from '../timeout.ts';
import { SpoolDirectory } from './directory.ts';
import { type Entry, EventGroup } from './event-group.ts';
import { Fullness } from './full.ts';
import type { SpoolHost } from './host.ts';
import { holdName } from './owner.ts';
import { ReadBack } from './read-back.ts';
import { Refusals } from './refusals.ts';
import { Rest } from './rest.ts';
import { acknowledge, type Place } from './segment.ts';
import { type Slot, settleSlot } from './slot.ts';
import { Tail } from './tail.ts';

/** What the end of a process may take beyond its deadline, in milliseconds, so that nothing is lost. */
const GRACE_MS = 100;
const SEGMENT_BYTES = 8 * 1024 * 1024;
/** How often the spool looks for what dead processes left, and for what is too old. */
const LOOK_MS = 15_000;

/**
 * The disk behind the queue of one exporter. Everything that is not delivered soon is written and synced in groups; what
 * memory has no room for leaves it once it is synced, and is read back in order; what a process that was killed has left
 * is taken over by the next one.
 */
export class Spool {
  readonly #host: SpoolHost;
  readonly #options: ResolvedSpool;
  readonly #name: ReturnType<typeof holdName>;
  readonly #segmentBytes: number;
  #directory: SpoolDirectory | undefined;
  /** In memory for the destination, and to be written as well. */
  readonly #fresh = new Set<Item>();
  readonly #refused = new Refusals();
  readonly #tail: Tail;
  readonly #back: ReadBack;
  readonly #rest: Rest;
  readonly #full: Fullness;
  #isSpilling = false;
  #isWritingTail = false;
  #writing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;
  #look: NodeJS.Timeout | undefined;
  #nextLook = 0;
  #isClosed = false;
  #recalled = 0;
  #groups = 0;
  readonly #opened: Promise<void>;

  constructor(options: ResolvedSpool, host: SpoolHost) {
    this.#options = options;
    this.#host = host;
    this.#tail = new Tail(host);
    this.#name = holdName(options.dir, host.name);
    this.#segmentBytes = Math.min(SEGMENT_BYTES, Math.ceil(options.maxBytes / 16));
    this.#rest = new Rest(host, this.#name.path);
    this.#full = new Fullness(host, options, this.#name.path);
    this.#back = new ReadBack(host, {
      maxAgeMs: options.maxAgeMs,
      hasRoom: () => this.#hasRoom(),
      acknowledged: () => this.#schedule(),
      done: () => this.#stopSpilling(),
    });
    this.#opened = this.#start();
  }

  /** Resolves when what earlier processes left is counted, or cannot be. */
  get opened(): Promise<void> {
    return this.#opened;
  }

  /** Why nothing can be written now. */
  get trouble(): string | undefined {
    return this.#rest.trouble;
  }

  /** How often something was written and synced. */
  get groups(): number {
    return this.#groups;
  }

  /** Whether events are turned away because of `maxBytes`. */
  get isFull(): boolean {
    return this.#full.isFull;
  }

  /** Events that are not in the way of the destination: on the disk only, or about to be. */
  get away(): number {
    return this.#back.weight + this.#tail.events;
  }

  /** Events that have come back into its way since the beginning. */
  get recalled(): number {
    return this.#recalled + this.#back.recalled;
  }

  /** Whether a new item is to be given to `spill`, because memory has no room or older ones are on the disk only. */
  spills(): boolean {
    if (!this.#isSpilling) this.#isSpilling = this.#isUsable && !this.#hasRoom();
    return this.#isSpilling;
  }

  /** Writes an item that is also on its way to the destination, unless it arrives first. */
  offer(item: Item): void {
    item.slot ??= this.#newSlot(undefined);
    this.#fresh.add(item);
    this.#schedule();
  }

  /** Takes an item to the disk, and then out of memory. */
  spill(item: Item): void {
    item.slot ??= this.#newSlot(undefined);
    this.#tail.push(item);
    if (this.#tail.isLong) this.#hurry();
    else this.#schedule();
  }

  /** Takes out an item that has not been written, for something more valuable. */
  evict(worth: Worth): Item | undefined {
    return this.#tail.evict(worth);
  }

  /** Takes a synced item out of memory, to be read back later. */
  putAside(item: Item): void {
    const slot = item.slot!;
    this.#host.letGo(item);
    this.#back.add(slot.place!, item.signal, item.weight, slot.at);
  }

  /** An item stands for another one as well, which was held in memory. */
  supersede(held: Item, item: Item): void {
    item.slot = this.#newSlot(this.#retire(held), held.slot?.at);
  }

  /** An item was refused by its destination: it moves to the file of those. */
  refuse(item: Item, reason: string, at: Date): void {
    item.slot = this.#newSlot(this.#retire(item), item.slot?.at);
    this.#refused.add(item, reason, at);
    this.#schedule();
  }

  /** An item that was refused is on its way again. */
  readmit(item: Item): void {
    item.slot = this.#newSlot(this.#retire(item), item.slot?.at);
  }

  /** An item has arrived, or was given up. */
  left(item: Item): void {
    const needless = this.#retire(item);
    if (needless) {
      acknowledge(needless);
      this.#schedule();
    }
    if (!this.#back.isEmpty && this.#headIsBelow(0.25)) void this.#back.run();
  }

  /** Why an item whose delivery failed is given up now; `undefined` to go on trying. */
  expired(item: Item): DropReason | undefined {
    return this.#back.isTooOld(item.slot!.at) ? 'spool_expired' : undefined;
  }

  /** Resolves when all that was here at the call is on the disk, or cannot be written. */
  async sync(): Promise<void> {
    await this.#writing;
    if (this.#hasWork) await this.#start();
  }

  /** Brings back from the disk what memory has room for. */
  async recall(): Promise<void> {
    if (this.#tail.events > 0) await this.sync();
    await this.#back.run();
  }

  health(): SpoolHealth {
    const trouble = this.#rest.trouble === undefined ? {} : { trouble: this.#rest.trouble };
    return { directory: this.#name.path, bytes: this.#directory?.bytes ?? 0, ...trouble };
  }

  /** `sync`, for as long as there is time. */
  async syncWithin(ms: number): Promise<void> {
    await withTimeout(this.sync(), Math.max(ms, GRACE_MS));
    // What could not be written is lost with the process.
    for (let item = this.#tail.shift(); item; item = this.#tail.shift()) this.#host.push(item);
  }

  async closeWithin(ms: number): Promise<void> {
    await withTimeout(this.#close(), Math.max(ms, GRACE_MS));
  }

  /** Writes down what has arrived. Call it after `sync`; items that are synced stay on the disk for the next process. */
  async #close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
    clearInterval(this.#look);
    await this.#back.close();
    await this.#writing;
    try {
      await this.#directory?.close();
    } catch (error) {
      this.#beginRest(error);
    } finally {
      this.#name.release();
    }
  }

  get #isUsable(): boolean {
    return this.#directory !== undefined && this.#rest.trouble === undefined && !this.#isClosed;
  }

  get #hasWork(): boolean {
    return this.#fresh.size > 0 || !this.#refused.isEmpty || this.#tail.isWaiting;
  }

  /** Half of the memory is for what is on its way, the other half for what waits to be written. */
  #hasRoom(): boolean {
    return this.#headIsBelow(0.5);
  }

  #headIsBelow(part: number): boolean {
    const { maxQueueEvents, maxQueueBytes } = this.#host;
    return (
      this.#host.events() - this.#tail.events < maxQueueEvents * part &&
      this.#host.bytes() - this.#tail.bytes < maxQueueBytes * part
    );
  }

  #newSlot(before: Place | undefined, at = this.#host.clock.now()): Slot {
    return { at, place: undefined, before, isGone: false };
  }

  /** Ends an item's slot, and answers the record that is still needed for it. */
  #retire(item: Item): Place | undefined {
    this.#fresh.delete(item);
    this.#refused.delete(item);
    const { slot } = item;
    if (!slot || slot.isGone) return undefined;
    slot.isGone = true;
    return slot.place ?? slot.before;
  }

  #schedule(): void {
    if (this.#timer || this.#writing || this.#isClosed) return;
    this.#timer = setTimeout(
      () => void this.#start(),
      Math.max(this.#options.groupWaitMs, this.#rest.remainingMs),
    ).unref();
  }

  #hurry(): void {
    if (this.#immediate || this.#writing || this.#isClosed || this.#rest.remainingMs > 0) return;
    this.#immediate = setImmediate(() => void this.#start());
  }

  #start(): Promise<void> {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
    this.#timer = undefined;
    this.#immediate = undefined;
    this.#writing ??= asOwnWork(() => this.#write()).then(() => {
      this.#writing = undefined;
      if (this.#hasWork && this.#isUsable) this.#schedule();
    });
    return this.#writing;
  }

  async #write(): Promise<void> {
    if (this.#isClosed || this.#rest.remainingMs > 0) return;
    try {
      this.#directory ??= await SpoolDirectory.open(this.#name.path, this.#segmentBytes);
      await this.#lookAround(this.#directory);
      await this.#full.review(this.#directory);
      while ((await this.#writeEvents(this.#directory)) || (await this.#refused.write(this.#directory)));
      await this.#directory.tidy();
      this.#rest.end();
    } catch (error) {
      this.#beginRest(error);
    }
    this.#stopSpilling();
  }

  #beginRest(error: unknown): void {
    this.#rest.begin(error);
    for (let item = this.#tail.shift(); item; item = this.#tail.shift()) this.#bringForward(item);
    this.#isSpilling = false;
    this.#watch();
    if ((error as { code?: string })?.code !== 'ENOENT') return;
    // Somebody took the directory away: the next attempt makes another one.
    void this.#directory?.abandon();
    this.#directory = undefined;
    this.#nextLook = 0;
  }

  #watch(): void {
    if (this.#isClosed) return;
    this.#look ??= setInterval(() => void this.#start(), LOOK_MS).unref();
  }

  async #lookAround(directory: SpoolDirectory): Promise<void> {
    const now = this.#host.clock.monotonic();
    if (now < this.#nextLook) return;
    this.#nextLook = now + LOOK_MS;
    this.#watch();
    this.#back.giveUpOld();
    await directory.finishUseless();
    const inherited = await directory.inherit(path =>
      this.#host.logger.warn(
        `[observability] ${path} was written by another version of the spool of ${this.#host.name}. It is left as it is: start that version once to send it, or delete it.`,
      ),
    );
    for (const one of inherited) await this.#back.inherit(one);
    if (!this.#back.isEmpty) void this.#back.run();
  }

  /** Writes what is new: first what is in the way of the destination, then what is to leave memory. */
  async #writeEvents(directory: SpoolDirectory): Promise<boolean> {
    const group = new EventGroup(directory.bytes, this.#options.maxBytes);
    try {
      for (const item of this.#fresh) {
        this.#fresh.delete(item);
        if ((await group.add(item, false)) === 'no room') this.#full.report();
        if (group.isLarge) break;
      }
      while (!group.isLarge && this.#fresh.size === 0) {
        const item = this.#tail.next();
        if (!item) break;
        this.#isWritingTail = true;
        const answer = await group.add(item, true);
        if (answer !== 'added') this.#leaveOut(item, answer);
      }
      if (group.entries.length === 0) return false;
      const places = await group.write(directory);
      this.#groups++;
      group.entries.forEach((entry, i) => {
        this.#settle(entry, places[i]!);
      });
      return true;
    } catch (error) {
      for (const { item, slot, isTail } of group.entries) {
        if (isTail) {
          this.#tail.settled(item);
          this.#bringForward(item);
        } else if (!slot.isGone) this.#fresh.add(item);
      }
      throw error;
    } finally {
      this.#isWritingTail = false;
    }
  }

  /** An item that was to leave memory cannot be written. What cannot be text is for the destination to refuse. */
  #leaveOut(item: Item, why: 'no text' | 'no room'): void {
    this.#tail.settled(item);
    if (why === 'no text') {
      this.#host.push(item);
      this.#recalled += item.weight;
      return;
    }
    this.#full.report();
    this.#host.drop(item, 'spool_full');
  }

  #settle({ item, slot, isTail }: Entry, place: Place): void {
    if (isTail) this.#tail.settled(item);
    if (!settleSlot(slot, place)) return;
    const ledger = this.#host.ledger[item.signal];
    ledger.queued -= item.weight;
    ledger.spooled += item.weight;
    if (!isTail) return;
    if (this.#back.isEmpty && this.#hasRoom()) {
      this.#host.push(item);
      this.#recalled += item.weight;
    } else this.putAside(item);
  }

  /** An item that was to leave memory stays in it, and is written like any other. */
  #bringForward(item: Item): void {
    this.#host.push(item);
    this.#recalled += item.weight;
    this.#fresh.add(item);
  }

  /** Once nothing is on the disk only, new items go straight to the destination again. */
  #stopSpilling(): void {
    if (!this.#isSpilling || !this.#back.isEmpty || this.#isWritingTail) return;
    while (this.#hasRoom()) {
      const item = this.#tail.shift();
      if (!item) {
        this.#isSpilling = false;
        return;
      }
      this.#bringForward(item);
    }
    if (!this.#tail.isWaiting) this.#isSpilling = false;
  }
}
