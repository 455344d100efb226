import type { CorrelationContext, EntityType, SpanType } from '@mastra/core/observability';
import type { AttributeBag } from '../attribute-bag.ts';

/** What a span turns out to be. */
export interface Meaning {
  readonly type: SpanType;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly entityType?: EntityType;
  readonly entityId?: string;
  readonly entityName?: string;
  /** The agent that a call of a model or tool was made for, where the span names it. */
  readonly parentEntityType?: EntityType;
  readonly parentEntityId?: string;
  readonly parentEntityName?: string;
  /** What it belongs to, where the names of the conventions do not say. */
  readonly correlation?: CorrelationContext;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** What else is known of a span. */
export interface SpanFacts {
  readonly name: string;
  readonly start: Date;
  readonly isRoot: boolean;
  /** Written by an exporter of ours. */
  readonly isOwn: boolean;
  readonly scopeName: string | undefined;
}

/** One way in which instrumentations describe spans of generative AI. */
export interface Dialect {
  /** Whether a span is written in it, by what the span carries. */
  speaks(bag: AttributeBag, facts: SpanFacts): boolean;
  /** Reads what it knows out of the attributes. Whatever it does not know stays in them. */
  read(bag: AttributeBag, facts: SpanFacts): Meaning;
}
