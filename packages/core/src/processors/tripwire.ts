import { MastraError } from '../error/index.ts';

/** Thrown by `abort(reason)` of a processor, and turned into `tripwire: { reason }` by the run. */
export class TripWire extends MastraError {
  readonly reason: string;
  readonly processorId: string;

  /** True for tripwires of any copy of this package. */
  static override is(error: unknown): error is TripWire {
    return MastraError.is(error) && error.code === 'PROCESSOR_TRIPWIRE';
  }

  constructor(processorId: string, reason: string) {
    super({
      code: 'PROCESSOR_TRIPWIRE',
      domain: 'PROCESSOR',
      message: `The processor '${processorId}' ended the run: ${reason}`,
      details: { processorId, reason },
    });
    this.reason = reason;
    this.processorId = processorId;
  }
}
