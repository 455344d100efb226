import { InMemoryStore } from '@mastra/core/storage';
import { describeObservabilityStorage } from './index.ts';

describeObservabilityStorage('InMemoryStore', { create: async options => new InMemoryStore(options) });
