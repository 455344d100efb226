import { Mastra } from '@mastra/core';
import { InMemoryStore } from '@mastra/core/storage';
import { DefaultExporter } from '@mastra/observability';
import { createOtlpReceiver } from '@mastra/observability/otlp-receiver';
import { totalsReport, traceReport } from './report.ts';
import { send } from './sender.ts';
import { aiSdk } from './senders/ai-sdk.ts';
import { openinference } from './senders/openinference.ts';
import { openllmetry } from './senders/openllmetry.ts';

const storage = new InMemoryStore();
const mastra = new Mastra({ storage, observability: { serviceName: 'collector', exporters: [new DefaultExporter()] } });
const receiver = await createOtlpReceiver({ observability: mastra.observability }).listen({ port: 0 });

const traceIds = [
  await send('langchain-app', receiver.url, openinference),
  await send('traceloop-app', receiver.url, openllmetry),
  await send('ai-sdk-app', receiver.url, aiSdk),
];
await mastra.observability.flush();

const store = (await storage.getStore('observability'))!;
for (const traceId of traceIds) console.log(`${await traceReport(store, traceId)}\n`);
console.log(await totalsReport(store));

await receiver.close();
await mastra.shutdown();
