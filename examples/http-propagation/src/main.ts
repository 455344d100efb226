import { connectModel, heading, paint, table, traceTree } from '@mastra/example-kit';
import { createApplication } from './application.ts';
import { collect } from './collect.ts';
import { end, firstMessage, start } from './processes.ts';
import { script } from './script.ts';
import { createShop } from './shop.ts';

const warehouse = start(new URL('warehouse.ts', import.meta.url));
const { model, description, close } = await connectModel(script);
const shop = createShop(model, `http://127.0.0.1:${await firstMessage(warehouse)}/`);
const mastra = createApplication('shop', { agents: { shop } });
try {
  console.log(`\nModel: ${description}\n`);
  const { text, traceId } = await shop.generate('I take the gravel bike.', { tracingOptions: { sessionId: 's-1' } });
  console.log(text);

  // The run is over. The job that it left behind is done by somebody else, later, in the same trace.
  await end(start(new URL('worker.ts', import.meta.url)));
  await end(warehouse);
  await mastra.observability.flush();

  const store = await mastra.getStorage().getStore('observability');
  for (const service of ['warehouse', 'worker']) await collect(store, service, traceId);
  const trace = await mastra.getTrace(traceId);
  if (!trace) throw new Error(`The store does not know the trace ${traceId}.`);
  console.log(`${heading('Trace', traceId)}\n${traceTree(trace)}`);

  const { logs } = await store.listLogs({ filters: { traceId }, orderBy: { direction: 'ASC' } });
  const rows = Map.groupBy(trace.spans, span => span.serviceName ?? '').entries();
  const header = ['process', 'spans', 'sessions', 'logs'].map(title => paint('dim', title));
  const processes = [...rows].map(([service, spans]) => [
    service,
    String(spans.length),
    [...new Set(spans.map(span => span.sessionId))].join(', '),
    logs.flatMap(log => (log.serviceName === service ? [log.message] : [])).join(', '),
  ]);
  console.log(`${heading('Processes', 'one trace, one session')}\n${table([header, ...processes], 'lr')}`);
} finally {
  if (warehouse.connected) warehouse.disconnect();
  await mastra.shutdown();
  await close();
}
