import type { Clock } from '../../clock.ts';
import { TIMED_OUT, withTimeout } from '../timeout.ts';
import type { Spool } from './spool.ts';

export interface FlushHost {
  readonly clock: Clock;
  /** Whether the destination takes nothing now. */
  isFailing(): boolean;
  /** Sends what is in memory. */
  flush(timeoutMs: number): Promise<void>;
}

/** Sends what is in memory, then what was on the disk at the call, as much at a time as memory has room for. */
export async function flushWithSpool(spool: Spool, host: FlushHost, timeoutMs: number): Promise<void> {
  const deadline = host.clock.monotonic() + timeoutMs;
  if ((await withTimeout(spool.opened, timeoutMs)) === TIMED_OUT) return;
  const upTo = spool.recalled + spool.away;
  for (;;) {
    const before = spool.recalled;
    await host.flush(deadline - host.clock.monotonic());
    const remaining = deadline - host.clock.monotonic();
    if (remaining <= 0 || before >= upTo || host.isFailing()) return;
    const recalled = await withTimeout(spool.recall(), remaining);
    if (recalled === TIMED_OUT || spool.recalled === before) return;
  }
}
