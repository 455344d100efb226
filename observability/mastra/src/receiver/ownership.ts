import type { AnyExportedSpan } from '@mastra/core/observability';
import type { LocalSpans } from '../spans/local-spans.ts';
import type { Sender } from './tenant.ts';

/** Traces whose tenant is remembered. */
const MAX_TRACES = 100_000;

/**
 * Keeps senders from writing over what is not theirs: spans that this process records, the root of a trace that began
 * here, and traces that another tenant sent.
 */
export class Ownership {
  readonly #local: readonly LocalSpans[];
  readonly #tenants = new Map<string, string>();

  constructor(local: readonly LocalSpans[]) {
    this.#local = local;
    for (const spans of local) spans.watch();
  }

  /** Why a span may not be taken; `undefined` where it may. */
  refusal({ traceId, id, isRootSpan }: AnyExportedSpan, { tenant }: Sender): string | undefined {
    for (const local of this.#local) {
      if (local.has(traceId, id)) return 'it has the ids of a span that this process records';
      if (isRootSpan && local.hasRoot(traceId)) return 'its trace began in this process, and has a root';
    }
    const { organizationId } = tenant;
    if (organizationId === undefined) return undefined;
    const known = this.#tenants.get(traceId);
    if (known === undefined) this.#remember(traceId, organizationId);
    return known === undefined || known === organizationId ? undefined : 'its trace belongs to another tenant';
  }

  #remember(traceId: string, organizationId: string): void {
    if (this.#tenants.size >= MAX_TRACES) this.#tenants.delete(this.#tenants.keys().next().value!);
    this.#tenants.set(traceId, organizationId);
  }
}
