import { type AnyExportedSpan, errorText } from '@mastra/core/observability';
import { isRecord, timeOf } from '@mastra/observability/exporters';
import { spanMetadata } from './metadata.ts';
import type { RunPlaces } from './run-places.ts';
import { endOf } from './run-time.ts';
import { RUN_TYPES, type RunType } from './run-types.ts';

type Values = Readonly<Record<string, unknown>>;

/** A run that has ended, as LangSmith takes it. */
export interface Run {
  readonly id: string;
  readonly trace_id: string;
  readonly parent_run_id?: string;
  readonly dotted_order: string;
  readonly name: string;
  readonly run_type: RunType;
  readonly start_time: string;
  readonly end_time: string;
  /** The project: LangSmith's API calls projects sessions. */
  readonly session_name: string;
  readonly tags?: readonly string[];
  readonly inputs: Values;
  readonly outputs?: Values;
  readonly error?: string;
  readonly events?: readonly { readonly name: string; readonly time: string }[];
  readonly extra: { readonly metadata: Values };
}

export interface RunOptions {
  readonly project: string;
  readonly hideInputs: boolean;
  readonly hideOutputs: boolean;
}

export function runOf(span: AnyExportedSpan, places: RunPlaces, options: RunOptions): Run {
  const { id, traceId, parentId, dottedOrder, start } = places.ofSpan(span);
  const events = firstToken(span);
  return {
    id,
    trace_id: traceId,
    ...(parentId !== undefined && { parent_run_id: parentId }),
    dotted_order: dottedOrder,
    name: span.name,
    run_type: RUN_TYPES[span.type],
    start_time: start,
    end_time: endOf(span.endTime ?? span.startTime, start),
    session_name: options.project,
    ...(span.tags?.length && { tags: [...new Set(span.tags)] }),
    inputs: options.hideInputs ? {} : asValues(span.input, 'input'),
    ...(span.output !== undefined && { outputs: options.hideOutputs ? {} : asValues(span.output, 'output') }),
    ...(span.errorInfo && { error: errorText(span.errorInfo) }),
    ...(events && { events }),
    extra: { metadata: spanMetadata(span) },
  };
}

/** LangSmith takes objects only. */
function asValues(value: unknown, name: string): Values {
  if (value === undefined) return {};
  return isRecord(value) ? value : { [name]: value };
}

/** LangSmith reads the time to the first token from the first event of this name. */
function firstToken(span: AnyExportedSpan): Run['events'] {
  const { completionStartTime } = (span.attributes ?? {}) as { readonly completionStartTime?: unknown };
  const time = timeOf(completionStartTime);
  return time === undefined ? undefined : [{ name: 'new_token', time: new Date(time).toISOString() }];
}
