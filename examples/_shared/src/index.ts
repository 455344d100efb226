export { type ConnectedModel, connectModel } from './model.ts';
export { bar, type TimeAxis } from './report/bar.ts';
export { duration, grouped, heading, table } from './report/format.ts';
export { type Paint, paint } from './report/paint.ts';
export { errorMessage, traceTree, usageOf } from './report/trace-tree.ts';
export type { ChatMessage, ChatRequest, Reply, Script } from './scripted-model/chat.ts';
export { type ScriptedModelServer, startScriptedModel } from './scripted-model/server.ts';
