/** Attribute names for what no convention has a name for. */
export const MastraAttribute = {
  SPAN_TYPE: 'mastra.span.type',
  END_REASON: 'mastra.span.end_reason',
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
  REQUEST: 'mastra.request.',
  USAGE: 'mastra.usage.',
  STEP_USAGE: 'mastra.step.usage.',
} as const;

/** The event that feedback becomes. */
export const MASTRA_FEEDBACK = 'mastra.feedback';
