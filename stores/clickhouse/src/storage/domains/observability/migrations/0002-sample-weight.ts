import type { Placement } from '../schema.ts';

const summary =
  'TraceId, SpanId, ParentSpanId, Name, SpanType, StartedAt, EndedAt, IsEvent, Attributes, Metadata, Links, Error, EndReason, EntityType, EntityId, EntityName, ParentEntityType, ParentEntityId, ParentEntityName, RootEntityType, RootEntityId, RootEntityName, UserId, OrganizationId, ResourceId, RunId, SessionId, ThreadId, RequestId, Environment, ServiceName, Source, ExperimentId, Tags, SampleWeight';

/** Spans get the weight that sampling gave their trace. */
export function sampleWeight(on: Placement): readonly string[] {
  const tables = ['mastra_ai_spans', 'mastra_ai_traces', 'mastra_ai_trace_entries', 'mastra_ai_running_spans'];
  const spans = on.local('mastra_ai_spans');
  return [
    ...tables.flatMap(table =>
      on.alter(table, 'ADD COLUMN IF NOT EXISTS SampleWeight Nullable(Float64) CODEC(ZSTD(1))'),
    ),
    `ALTER TABLE ${on.all('mastra_ai_traces_mv')}${on.cluster} MODIFY QUERY
SELECT ${summary} FROM ${spans} WHERE ParentSpanId = ''`,
    `ALTER TABLE ${on.all('mastra_ai_trace_entries_mv')}${on.cluster} MODIFY QUERY
SELECT ${summary} FROM ${spans} WHERE IsEntry`,
  ];
}
