import { RECORD_LIMITS } from './budget.ts';

/** One record has more than a record may have. The others of its request are taken. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';

  constructor() {
    super(`it has more than ${RECORD_LIMITS.elements} elements, or ${RECORD_LIMITS.bytes} bytes`);
  }
}
