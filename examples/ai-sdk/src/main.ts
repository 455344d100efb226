import { aiSdkTelemetry, Mastra } from '@mastra/core';
import { InMemoryStore } from '@mastra/core/storage';
import { connectModel, heading, paint, SCRIPTED_PRICES, traceTree } from '@mastra/example-kit';
import { DefaultExporter } from '@mastra/observability';
import { generateText, isStepCount, streamText, tool } from 'ai';
import { z } from 'zod';
import { script } from './script.ts';

const storage = new InMemoryStore();
const mastra = new Mastra({
  storage,
  observability: {
    serviceName: 'ai-sdk',
    exporters: [new DefaultExporter()],
    defaultSessionId: 'ai-sdk-example',
    metrics: { prices: SCRIPTED_PRICES },
  },
});

// All that a program of the AI SDK needs in order to be observed. `registerTelemetry` does it for all calls at once.
const telemetry = { integrations: [aiSdkTelemetry(mastra)] };

const clock = tool({
  description: 'The time in a time zone',
  inputSchema: z.object({ timeZone: z.string() }),
  execute: async ({ timeZone }) => {
    const time = new Date().toLocaleTimeString('en-GB', { timeZone, timeStyle: 'short' });
    // Belongs to the span of this call, because it is written inside it.
    mastra.logger.info('looked at the clock', { timeZone, time });
    return { timeZone, time };
  },
});

const { model, description, close } = await connectModel(script);
try {
  console.log(`\nModel: ${description}\n`);

  const { text } = await generateText({
    model,
    prompt: 'What time is it in Oslo and in Athens?',
    tools: { clock },
    stopWhen: isStepCount(5),
    telemetry,
  });
  console.log(text);

  const { textStream } = streamText({ model, prompt: `Say it in fewer words: ${text}`, telemetry });
  for await (const part of textStream) process.stdout.write(part);
  process.stdout.write('\n');

  await mastra.observability.flush();
  const store = await storage.getStore('observability');
  const { spans: traces } = await store.listTraces({ orderBy: { direction: 'ASC' } });
  for (const { traceId } of traces) {
    const trace = await mastra.getTrace(traceId);
    if (trace) console.log(`${heading('Trace', traceId)}\n${traceTree(trace)}`);
    const { logs } = await store.listLogs({ filters: { traceId } });
    for (const log of logs) {
      console.log(paint('dim', `  ${log.level} in ${trace?.getSpan(log.spanId ?? '')?.name}: ${log.message}`));
    }
  }
} finally {
  await mastra.shutdown();
  await close();
}
