import { describeObservabilityStorage } from '@mastra/store-conformance';
import { openEngine } from '../testing/engine.ts';
import { ClickhouseStore } from './index.ts';

const engine = await openEngine();

describeObservabilityStorage('ClickhouseStore on the embedded engine', {
  create: async options => new ClickhouseStore({ client: engine.client, database: engine.database(), ...options }),
  dispose: () => engine.close(),
});
