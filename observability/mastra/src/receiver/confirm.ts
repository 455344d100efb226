import type { ReceiverTarget } from './options.ts';
import { RETRY_SOON, Refusal } from './refusal.ts';

/** How long a request waits for the exporters, in milliseconds. */
const TIMEOUT_MS = 10_000;

/**
 * Resolves when the exporters have delivered what was emitted before the call. What others emit meanwhile is not waited
 * for, so an exporter that holds something is in trouble only if it also fails.
 *
 * @throws Refusal 503 where one of them cannot deliver now.
 */
export async function confirmDelivery(target: ReceiverTarget): Promise<void> {
  const begun = Date.now();
  const { exporters } = await target.flush({ timeoutMs: TIMEOUT_MS });
  const isLate = Date.now() - begun >= TIMEOUT_MS;
  const health = target.health().exporters;
  const isStuck = Object.entries(exporters).some(([name, { pending }]) => {
    if (pending === 0) return false;
    const { status, lastDeliveredAt } = health[name] ?? {};
    return isLate || (status !== 'ok' && !(lastDeliveredAt && lastDeliveredAt.getTime() >= begun));
  });
  if (isStuck) throw new Refusal(503, 'the exporters cannot deliver now; what was sent may arrive later', RETRY_SOON);
}
