import type { AnyExportedSpan } from '@mastra/core/observability';
import { eventUuid } from '../uuid.ts';
import { inputMessages, outputChoices } from './messages.ts';
import { MODEL_ATTRIBUTES, modelProperties } from './model-properties.ts';
import { personOf } from './person.ts';
import type { EventContext, PosthogEvent } from './posthog-event.ts';
import { spanProperties } from './span-properties.ts';

/**
 * The events of a span that has ended: one, and for a root also the `$ai_trace` that names the whole. Tokens and cost
 * are on `$ai_generation` and `$ai_embedding` only, which is where PostHog sums them.
 */
export function spanEvents(span: AnyExportedSpan, context: EventContext): readonly PosthogEvent[] {
  const own = ownEvent(span, context);
  return span.isRootSpan && span.parentSpanId === undefined ? [traceEvent(own, span), own] : [own];
}

function ownEvent(span: AnyExportedSpan, context: EventContext): PosthogEvent {
  const { event, properties } = describe(span, context);
  const person = personOf(span.userId, span.traceId);
  return {
    event,
    distinct_id: person.distinctId,
    uuid: eventUuid('span', span.traceId, span.id),
    // PostHog draws a span from its event's time on, for as long as its latency.
    timestamp: span.startTime.toISOString(),
    properties: { ...properties, ...person.properties },
  };
}

/** The children hang below the root's own event, whose id they know, and that one below the trace. */
function traceEvent(own: PosthogEvent, span: AnyExportedSpan): PosthogEvent {
  const { $ai_input, $ai_output_choices, $ai_input_state, $ai_output_state, ...rest } = own.properties;
  const input = $ai_input_state ?? $ai_input;
  const output = $ai_output_state ?? $ai_output_choices;
  const properties = Object.fromEntries(Object.entries(rest).filter(([name]) => !ONLY_OF_SPANS.test(name)));
  return {
    ...own,
    event: '$ai_trace',
    uuid: eventUuid('trace', span.traceId, span.id),
    properties: {
      ...properties,
      ...(input !== undefined && { $ai_input_state: input }),
      ...(output !== undefined && { $ai_output_state: output }),
    },
  };
}

/** What would be counted twice on a trace, or hang it below itself. */
const ONLY_OF_SPANS =
  /^(\$ai_(span_id|parent_id|model.*|provider|temperature|max_tokens|stream|stop_reason|time_to_first_token|tools.*|tool_call_count|.*tokens|.*cost.*|cache_.*)|usage|attributes)$/;

function describe(
  span: AnyExportedSpan,
  context: EventContext,
): { readonly event: string; readonly properties: Record<string, unknown> } {
  const { input, output } = context.privacyMode ? {} : span;
  if (span.type === 'model_generation') {
    const own = {
      ...modelProperties(span),
      ...(input !== undefined && { $ai_input: inputMessages(input) }),
      ...(output !== undefined && { $ai_output_choices: outputChoices(output) }),
    };
    return { event: '$ai_generation', properties: spanProperties(span, context, own, MODEL_ATTRIBUTES) };
  }
  if (span.type === 'rag_embedding') {
    const own = {
      ...modelProperties(span),
      ...(input !== undefined && { $ai_input: input }),
      ...(output !== undefined && { $ai_output_state: output }),
    };
    return { event: '$ai_embedding', properties: spanProperties(span, context, own, MODEL_ATTRIBUTES) };
  }
  const own = {
    ...(input !== undefined && { $ai_input_state: input }),
    ...(output !== undefined && { $ai_output_state: output }),
  };
  return { event: '$ai_span', properties: spanProperties(span, context, own) };
}
