import { decodeLines, type IngestBatch, type IngestOptions } from '@mastra/core/storage';
import type { Context } from './context.ts';
import { ingestSpans } from './span-writes.ts';
import { writeEvents } from './write.ts';

/** Writes a batch of events straight into a load file: no record and no row is made of an event on the way. */
export async function ingest(context: Context, batch: IngestBatch, options: IngestOptions = {}): Promise<void> {
  const { signal } = batch;
  options.signal?.throwIfAborted();
  const events = 'events' in batch ? batch.events : decodeLines(signal, batch.lines);
  if (signal === 'tracing') await ingestSpans(context, events);
  else await writeEvents(context, signal, events);
}
