/** Attribute names of Laminar's own, as its reference for exporters without its SDK has them. */
export const Laminar = {
  TYPE: 'lmnr.span.type',
  INPUT: 'lmnr.span.input',
  OUTPUT: 'lmnr.span.output',
  /** Names from the root to the span itself. */
  PATH: 'lmnr.span.path',
  /** The same in ids. Laminar takes a span's parent from here where it is set. */
  IDS_PATH: 'lmnr.span.ids_path',
  SOURCE: 'lmnr.span.instrumentation_source',
  SOURCE_VERSION: 'lmnr.span.sdk_version',
  SESSION_ID: 'lmnr.association.properties.session_id',
  USER_ID: 'lmnr.association.properties.user_id',
  TAGS: 'lmnr.association.properties.tags',
  /** A prefix: one attribute for each key of the trace's metadata. */
  METADATA: 'lmnr.association.properties.metadata.',
} as const;

/** What Laminar prices by. Without a type of its own, any span with one of these would count as a call of a model. */
export const Priced = {
  SYSTEM: 'gen_ai.system',
  TOTAL_TOKENS: 'llm.usage.total_tokens',
  CACHE_READ_TOKENS: 'gen_ai.usage.cache_read_input_tokens',
  CACHE_WRITE_TOKENS: 'gen_ai.usage.cache_creation_input_tokens',
  REASONING_TOKENS: 'gen_ai.usage.reasoning_tokens',
  AUDIO_INPUT_TOKENS: 'gen_ai.usage.audio_input_tokens',
  AUDIO_OUTPUT_TOKENS: 'gen_ai.usage.audio_output_tokens',
  COST: 'gen_ai.usage.cost',
} as const;
