import { randomUUID } from 'node:crypto';
import { Mastra, MastraError } from '@mastra/core';
import type { MastraStorage } from '@mastra/core/storage';
import { connectModel, paint, SCRIPTED_PRICES } from '@mastra/example-kit';
import { DefaultExporter } from '@mastra/observability';
import { createEditor, createGuide } from './agents.ts';
import { ask, giveFeedback } from './ask.ts';
import { QUESTIONS } from './questions.ts';
import { healthReport } from './report/health.ts';
import { sessionReport } from './report/index.ts';
import { type Place, storeReport } from './report/store.ts';
import { script } from './script.ts';
import { readDoc, searchDocs } from './tools.ts';
import { createAskTheDocs } from './workflow.ts';

/** Asks the questions, observed into a store, and prints what the store then knows. A clear error ends it in one line. */
export async function run(storage: MastraStorage, place: Place): Promise<void> {
  try {
    await askAndReport(storage, place);
  } catch (error) {
    if (!MastraError.is(error)) throw error;
    console.error(`${error.code}: ${error.message}`);
    process.exitCode = 1;
  }
}

async function askAndReport(storage: MastraStorage, place: Place): Promise<void> {
  // The store would be opened by the first write. Opened here, one that cannot be used is seen before the work begins.
  const store = await storage.getStore('observability');
  if (!store) throw new Error(`${storage.name} stores no observability data.`);

  const { model, description, close } = await connectModel(script);
  const guide = createGuide(model);
  const editor = createEditor(model);
  const askTheDocs = createAskTheDocs(guide, editor);
  const mastra = new Mastra({
    agents: { guide, editor },
    tools: { searchDocs, readDoc },
    workflows: { askTheDocs },
    storage,
    observability: {
      serviceName: 'quickstart',
      logLevel: 'debug',
      exporters: [new DefaultExporter()],
      metrics: { prices: SCRIPTED_PRICES },
    },
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

    console.log(await sessionReport(mastra, store, sessionId));
    console.log(healthReport(mastra.observability.health()));
    console.log(await storeReport(store, place));
  } finally {
    await mastra.shutdown();
    await close();
  }
}
