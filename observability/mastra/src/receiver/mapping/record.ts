import type { CorrelationContext } from '@mastra/core/observability';
import { spanIdOf, traceIdOf } from '../wire/ids.ts';
import { dateOf, nanosOf } from '../wire/time.ts';
import { textOf, type WireLogRecord } from '../wire/types.ts';
import { AttributeBag } from './attribute-bag.ts';
import { correlationOf } from './correlation.ts';
import type { Origin } from './origin.ts';

/** What all log records have in common, whatever they turn out to be. */
export interface ReceivedRecord {
  /** The attributes, without those that the fields below were taken from. */
  readonly bag: AttributeBag;
  readonly timestamp: Date;
  /** The time as it came, in nanoseconds; empty where none did. */
  readonly nanos: string;
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  readonly eventName: string | undefined;
  /** The id that the sender gave it. */
  readonly uid: string | undefined;
  readonly correlation: CorrelationContext;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Written by an exporter of ours. */
  readonly isMastra: boolean;
}

export function receivedRecord(wire: WireLogRecord, origin: Origin, now: Date): ReceivedRecord {
  const bag = new AttributeBag(wire.attributes, origin.isMastra);
  const nanos = nanosOf(wire.timeUnixNano) ?? nanosOf(wire.observedTimeUnixNano);
  const traceId = traceIdOf(wire.traceId);
  return {
    bag,
    timestamp: nanos === undefined ? now : dateOf(nanos),
    nanos: nanos === undefined ? '' : String(nanos),
    traceId,
    spanId: traceId === undefined ? undefined : spanIdOf(wire.spanId),
    eventName: textOf(wire.eventName) ?? bag.text('event.name'),
    uid: bag.text('log.record.uid'),
    correlation: correlationOf(bag, origin),
    metadata: { ...origin.metadata, ...bag.under('mastra.metadata.') },
    isMastra: origin.isMastra,
  };
}
