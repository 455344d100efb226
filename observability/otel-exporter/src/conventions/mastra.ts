/** Attribute names for what no convention has a name for. */
export const MastraAttribute = {
  SPAN_TYPE: 'mastra.span.type',
  END_REASON: 'mastra.span.end_reason',
  /** The span's own name, where the conventions ask for another. */
  SPAN_NAME: 'mastra.span.name',
  /** `true` on a point in time rather than a stretch of it. */
  IS_EVENT: 'mastra.span.is_event',
  /** The provider and the kind of a tool as the AI SDK names them, where the conventions have another name. */
  PROVIDER: 'mastra.provider',
  TOOL_TYPE: 'mastra.tool.type',
  /** JSON: what an error says beyond an exception's name, message and stack. */
  ERROR: 'mastra.error',
  /** Names of attributes that hold a text, although it could be read as JSON. */
  TEXTS: 'mastra.texts',
  /** Content of spans that the conventions have no content attributes for: written only where content is asked for. */
  INPUT: 'mastra.input',
  OUTPUT: 'mastra.output',
  /** US dollars. */
  COST_USD: 'mastra.cost_usd',
  STEP_COST_USD: 'mastra.step.cost_usd',
  TAGS: 'mastra.tags',
  SCORER_VERSION: 'mastra.scorer.version',
  SCORE_ID: 'mastra.score.id',
  SCORE_TRACE_ID: 'mastra.score.trace_id',
  FEEDBACK_ID: 'mastra.feedback.id',
  FEEDBACK_TYPE: 'mastra.feedback.type',
  FEEDBACK_SOURCE: 'mastra.feedback.source',
  FEEDBACK_VALUE: 'mastra.feedback.value',
  FEEDBACK_COMMENT: 'mastra.feedback.comment',
  FEEDBACK_USER_ID: 'mastra.feedback.user_id',
  FEEDBACK_MESSAGE_ID: 'mastra.feedback.message_id',
} as const;

/** Prefixes of attributes whose last part is the user's own key, or that of a span type. */
export const MastraPrefix = {
  ATTRIBUTES: 'mastra.attributes.',
  METADATA: 'mastra.metadata.',
  PARAMETERS: 'mastra.parameters.',
  USAGE: 'mastra.usage.',
  STEP_USAGE: 'mastra.step.usage.',
} as const;

/** The event that feedback becomes. */
export const MASTRA_FEEDBACK = 'mastra.feedback';
