import { afterAll, describe } from 'vitest';
import { type StoreFactory, useStore } from '../harness.ts';
import { describeBadInput } from './bad-input.ts';
import { describeChanges } from './changes.ts';
import { describeDiscovery } from './discovery.ts';
import { describeFacets } from './facets.ts';
import { describeFeedback } from './feedback.ts';
import { describeFilters } from './filters.ts';
import { describeLogs } from './logs.ts';
import { describeMaintenance } from './maintenance.ts';
import { describeMetrics } from './metrics.ts';
import { describePaging } from './paging.ts';
import { describeScores } from './scores.ts';
import { describeSessions } from './sessions.ts';
import { describeSpanSearch } from './span-search.ts';
import { describeSpans } from './spans.ts';
import { describeStructure } from './structure.ts';
import { describeSummaries } from './summaries.ts';
import { describeTenants } from './tenants.ts';
import { describeTexts } from './texts.ts';
import { describeTraces } from './traces.ts';

/**
 * The tests that every store of observability data passes. What a store declares no support for is skipped, with the
 * reason. Nearly all tests share one store, so a slow engine opens few.
 *
 * @example
 * describeObservabilityStorage('DuckDBStore', {
 *   create: async options => new DuckDBStore({ path: ':memory:', ...options }),
 * });
 */
export function describeObservabilityStorage(name: string, factory: StoreFactory): void {
  describe(`${name} as an observability store`, () => {
    const handle = useStore(factory);
    if (factory.dispose) afterAll(() => factory.dispose?.());
    describeSpans(handle);
    describeTraces(handle);
    describeSessions(handle);
    describeLogs(handle);
    describeMetrics(handle);
    describeScores(handle);
    describeFeedback(handle);
    describeFilters(handle);
    describePaging(handle);
    describeDiscovery(handle);
    describeTexts(handle);
    describeSummaries(handle);
    describeSpanSearch(handle);
    describeStructure(handle);
    describeFacets(handle);
    describeChanges(handle);
    describeTenants(handle);
    describeBadInput(handle);
    describeMaintenance(handle, factory);
  });
}
