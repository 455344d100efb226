export { traceTree } from '@mastra/observability';
export { type ConnectedModel, connectModel, SCRIPTED_PRICES } from './model.ts';
export { bar } from './report/bar.ts';
export { duration, grouped, heading, table } from './report/format.ts';
export { type Paint, paint } from './report/paint.ts';
export { type ChatMessage, type ChatRequest, type Reply, type Script, textOf } from './scripted-model/chat.ts';
