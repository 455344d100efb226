import type { AttributeBag } from '../attribute-bag.ts';
import { AI_SDK } from './ai-sdk.ts';
import type { Dialect, Meaning, SpanFacts } from './dialect.ts';
import { GEN_AI } from './gen-ai.ts';
import { OPENINFERENCE } from './openinference.ts';
import { OPENLLMETRY } from './openllmetry.ts';
import { PYDANTIC_AI } from './pydantic-ai.ts';

/** The ones with names of their own come first: most write the conventions' names as well. */
const DIALECTS: readonly Dialect[] = [OPENINFERENCE, AI_SDK, PYDANTIC_AI, OPENLLMETRY];

/** Reads a span in the dialect that it is written in. What no dialect knows is read by the semantic conventions. */
export function meaningOf(bag: AttributeBag, facts: SpanFacts): Meaning {
  const isOurs = facts.isOwn || bag.peek('mastra.span.type') !== undefined;
  const dialect = isOurs ? undefined : DIALECTS.find(one => one.speaks(bag, facts));
  return (dialect ?? GEN_AI).read(bag, facts);
}
