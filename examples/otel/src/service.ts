import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Mastra } from '@mastra/core';
import { connectModel, SCRIPTED_PRICES } from '@mastra/example-kit';
import { createEditor, createGuide } from '@mastra/example-quickstart/agents';
import { ask } from '@mastra/example-quickstart/ask';
import { script } from '@mastra/example-quickstart/script';
import { readDoc, searchDocs } from '@mastra/example-quickstart/tools';
import { createAskTheDocs } from '@mastra/example-quickstart/workflow';
import '@mastra/observability';
import { OtelBridge } from '@mastra/otel-bridge';
import { OtelExporter } from '@mastra/otel-exporter';
import { provider } from './instrumentation.ts';

const { model, close } = await connectModel(script);
const guide = createGuide(model);
const editor = createEditor(model);
const askTheDocs = createAskTheDocs(guide, editor);
const mastra = new Mastra({
  agents: { guide, editor },
  tools: { searchDocs, readDoc },
  workflows: { askTheDocs },
  observability: {
    serviceName: 'quickstart',
    metrics: { prices: SCRIPTED_PRICES },
    logLevel: 'debug',
    // Our spans are OpenTelemetry's spans, which its own exporter sends. All other signals go along.
    bridge: new OtelBridge(),
    exporters: [new OtelExporter({ signals: { tracing: false } })],
  },
});

const sessionId = `otel-${randomUUID().slice(0, 8)}`;
const server = createServer(async (request, response) => {
  const question = new URL(request.url ?? '/', 'http://service').searchParams.get('question') ?? '';
  const asked = await ask(askTheDocs, question, sessionId);
  const helped = 'places' in asked && asked.places.length > 0;
  await mastra.observability.addFeedback({
    traceId: asked.traceId,
    feedbackType: 'thumbs',
    feedbackSource: 'reader',
    value: helped ? 'up' : 'down',
  });
  response.setHeader('content-type', 'application/json').end(JSON.stringify(asked));
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);

await once(process, 'disconnect');
server.close();
server.closeAllConnections();
await mastra.shutdown();
await provider.shutdown();
await close();
