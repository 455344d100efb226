import type { Scenario } from './bench.ts';
import { burst, clockJumps, fullDisk, hanging, million, outage } from './faults.ts';
import { kills, sharedSpool } from './kills.ts';

export const scenarios: readonly Scenario[] = [
  kills,
  sharedSpool,
  million,
  burst,
  hanging,
  outage,
  fullDisk,
  clockJumps,
];
