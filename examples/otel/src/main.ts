import { paint } from '@mastra/example-kit';
import { QUESTIONS } from '@mastra/example-quickstart/questions';
import { z } from 'zod';
import { addressOf, end, start } from './processes.ts';

const answer = z.union([z.object({ headline: z.string() }), z.object({ error: z.string() })]);

// A collector that is there already is used; else one is started that prints what it gets.
const collector = process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
const receiver = collector ? undefined : start(new URL('receiver.ts', import.meta.url));
const endpoint = collector ?? (receiver && (await addressOf(receiver)));

const instrumentation = new URL('instrumentation.ts', import.meta.url);
const service = start(new URL('service.ts', import.meta.url), [`--import=${instrumentation}`], {
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  OTEL_EXPORTER_OTLP_PROTOCOL: process.env.OTEL_EXPORTER_OTLP_PROTOCOL ?? 'http/json',
});
try {
  const address = await addressOf(service);
  console.log(`\nThe service is at ${address}, and sends to ${endpoint}\n`);
  for (const question of QUESTIONS) {
    const response = await fetch(`${address}/ask?${new URLSearchParams({ question })}`);
    const asked = answer.parse(await response.json());
    console.log(`${paint('bold', question)}\n  ${'error' in asked ? paint('red', asked.error) : asked.headline}`);
  }
} finally {
  await end(service);
  if (receiver) await end(receiver);
}
