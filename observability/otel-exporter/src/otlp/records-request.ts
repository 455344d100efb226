import { setImmediate as turn } from 'node:timers/promises';
import type { Resource } from '@opentelemetry/resources';
import type { OtlpScope } from '../spans/readable-span.ts';
import { writeAttributes } from './attribute-messages.ts';
import { MessageWriter } from './message-writer.ts';

/** Records, or bytes, that are written between two turns of the event loop: about a millisecond. */
const SLICE = 64;
const SLICE_BYTES = 512 * 1024;

interface Originated {
  readonly resource: Resource;
  readonly instrumentationScope: OtlpScope;
}

/**
 * An `ExportTraceServiceRequest` or `ExportLogsServiceRequest`, which differ only in what their innermost list holds:
 * records by resource and scope. Lets the event loop go on between slices, which OpenTelemetry's own encoder cannot.
 */
export async function encodeRecords<R extends Originated>(
  records: readonly R[],
  write: (to: MessageWriter, record: R) => void,
  expectedBytes: number,
): Promise<Uint8Array> {
  const to = new MessageWriter(expectedBytes);
  let untilTurn = SLICE;
  let bytesAtTurn = 0;
  for (const [resource, scopes] of grouped(records)) {
    const ofResource = to.begin(1);
    writeResource(to, resource);
    for (const [scope, own] of scopes) {
      const ofScope = to.begin(2);
      writeScope(to, scope);
      for (const record of own) {
        const begun = to.begin(2);
        write(to, record);
        to.end(begun);
        if (--untilTurn > 0 && to.length - bytesAtTurn < SLICE_BYTES) continue;
        await turn();
        untilTurn = SLICE;
        bytesAtTurn = to.length;
      }
      if (scope.schemaUrl) to.text(3, scope.schemaUrl);
      to.end(ofScope);
    }
    if (resource.schemaUrl) to.text(3, resource.schemaUrl);
    to.end(ofResource);
  }
  return to.finish();
}

function grouped<R extends Originated>(records: readonly R[]): ReadonlyMap<Resource, ReadonlyMap<OtlpScope, R[]>> {
  const groups = new Map<Resource, Map<OtlpScope, R[]>>();
  for (const record of records) {
    const { resource, instrumentationScope } = record;
    const scopes = groups.get(resource) ?? new Map<OtlpScope, R[]>();
    groups.set(resource, scopes);
    const own = scopes.get(instrumentationScope);
    if (own) own.push(record);
    else scopes.set(instrumentationScope, [record]);
  }
  return groups;
}

function writeResource(to: MessageWriter, { attributes }: Resource): void {
  const begun = to.begin(1);
  writeAttributes(to, 1, attributes);
  to.end(begun);
}

function writeScope(to: MessageWriter, { name, version }: OtlpScope): void {
  const begun = to.begin(1);
  to.text(1, name);
  if (version) to.text(2, version);
  to.end(begun);
}
