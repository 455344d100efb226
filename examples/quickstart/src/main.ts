import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { Mastra, MastraError } from '@mastra/core';
import { DuckDBStore } from '@mastra/duckdb';
import { connectModel, paint } from '@mastra/example-kit';
import { DefaultExporter } from '@mastra/observability';
import { createEditor, createGuide } from './agents.ts';
import { ask, giveFeedback } from './ask.ts';
import { QUESTIONS } from './questions.ts';
import { healthReport } from './report/health.ts';
import { sessionReport } from './report/index.ts';
import { storeReport } from './report/store.ts';
import { script } from './script.ts';
import { readDoc, searchDocs } from './tools.ts';
import { createAskTheDocs } from './workflow.ts';

const FILE = 'observability.duckdb';

async function main(): Promise<void> {
  const storage = new DuckDBStore({ path: FILE });
  // The store would be opened by the first write. Opened here, a file that is in use is seen before the work begins.
  await storage.init();

  const { model, description, close } = await connectModel(script);
  const guide = createGuide(model);
  const editor = createEditor(model);
  const askTheDocs = createAskTheDocs(guide, editor);
  const mastra = new Mastra({
    agents: { guide, editor },
    tools: { searchDocs, readDoc },
    workflows: { askTheDocs },
    storage,
    observability: { serviceName: 'quickstart', logLevel: 'debug', exporters: [new DefaultExporter()] },
  });
  try {
    console.log(`\nModel: ${description}\n`);
    const sessionId = `quickstart-${randomUUID().slice(0, 8)}`;
    for (const question of QUESTIONS) {
      const asked = await ask(askTheDocs, question, sessionId);
      console.log(`${paint('bold', question)}\n  ${'error' in asked ? paint('red', asked.error) : asked.headline}`);
      if ('error' in asked) process.exitCode = 1;
      // What is flushed can be read back.
      await mastra.observability.flush();
      await giveFeedback(mastra, asked);
    }
    await mastra.observability.flush();

    const store = await storage.getStore('observability');
    console.log(await sessionReport(mastra, store, sessionId));
    console.log(healthReport(mastra.observability.health()));
    console.log(await storeReport(store, resolve(FILE)));
  } finally {
    await mastra.shutdown();
    await close();
  }
}

try {
  await main();
} catch (error) {
  if (!MastraError.is(error)) throw error;
  console.error(`${error.code}: ${error.message}`);
  process.exitCode = 1;
}
