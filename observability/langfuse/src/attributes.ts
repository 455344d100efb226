/**
 * The attribute names that Langfuse's OTLP endpoint maps to its data model, as `@langfuse/core` 5.11.1 names them. No
 * other names are sent: Langfuse also reads tokens and models from `gen_ai.*` and the like, on any observation.
 */
export const Langfuse = {
  TRACE_NAME: 'langfuse.trace.name',
  TRACE_TAGS: 'langfuse.trace.tags',
  /** A prefix: one attribute for each key. */
  TRACE_METADATA: 'langfuse.trace.metadata',
  USER_ID: 'user.id',
  SESSION_ID: 'session.id',
  ENVIRONMENT: 'langfuse.environment',
  RELEASE: 'langfuse.release',
  VERSION: 'langfuse.version',
  /** Where a trace enters this application, even below a span that Langfuse never sees. */
  IS_APP_ROOT: 'langfuse.internal.is_app_root',
  TYPE: 'langfuse.observation.type',
  LEVEL: 'langfuse.observation.level',
  STATUS_MESSAGE: 'langfuse.observation.status_message',
  INPUT: 'langfuse.observation.input',
  OUTPUT: 'langfuse.observation.output',
  /** A prefix: one attribute for each key. */
  METADATA: 'langfuse.observation.metadata',
  MODEL: 'langfuse.observation.model.name',
  MODEL_PARAMETERS: 'langfuse.observation.model.parameters',
  USAGE_DETAILS: 'langfuse.observation.usage_details',
  COST_DETAILS: 'langfuse.observation.cost_details',
  COMPLETION_START_TIME: 'langfuse.observation.completion_start_time',
  PROMPT_NAME: 'langfuse.observation.prompt.name',
  PROMPT_VERSION: 'langfuse.observation.prompt.version',
} as const;
