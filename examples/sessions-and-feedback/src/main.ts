import { randomUUID } from 'node:crypto';
import { Mastra } from '@mastra/core';
import { DuckDBStore } from '@mastra/duckdb';
import { connectModel, SCRIPTED_PRICES } from '@mastra/example-kit';
import { DefaultExporter } from '@mastra/observability';
import { CUSTOMERS, converse } from './conversation.ts';
import { leaveFeedback, review } from './feedback.ts';
import { qualityReport } from './report/quality.ts';
import { sessionsReport } from './report/sessions.ts';
import { turnsReport } from './report/turns.ts';
import { script } from './script.ts';
import { createSupport } from './support.ts';

const { model, description, close } = await connectModel(script);
const support = createSupport(model);
const storage = new DuckDBStore({ path: 'sessions.duckdb' });
const mastra = new Mastra({
  agents: { support },
  storage,
  observability: {
    serviceName: 'sessions-and-feedback',
    exporters: [new DefaultExporter()],
    // US dollars for a million tokens. Known models have theirs already.
    metrics: { prices: SCRIPTED_PRICES },
  },
});

try {
  console.log(`\nModel: ${description}`);
  const conversations = await Promise.all(
    CUSTOMERS.map(async customer => {
      const sessionId = `${customer.userId}-${randomUUID().slice(0, 8)}`;
      return { customer, sessionId, turns: await converse(support, customer, sessionId) };
    }),
  );
  // No answer waited for its scorers; this report does.
  await mastra.settled();
  await mastra.observability.flush();

  for (const { customer, sessionId, turns } of conversations) {
    await leaveFeedback(mastra, customer, sessionId);
    for (const turn of turns) await review(mastra, turn);
  }
  await mastra.observability.flush();

  const store = await storage.getStore('observability');
  console.log(await sessionsReport(store));
  for (const { sessionId, turns } of conversations) console.log(await turnsReport(store, sessionId, turns));
  console.log(await qualityReport(mastra, store));
} finally {
  await mastra.shutdown();
  await close();
}
