export { type ErrorDomain, MastraError, type MastraErrorOptions } from './mastra-error.ts';
export { parseOrThrow } from './parse.ts';
