export { type ErrorDomain, MastraError, type MastraErrorOptions } from './mastra-error.ts';
export { parseOrThrow } from './parse.ts';
export { STORAGE_FAILURES, type StorageFailure, storageFailure } from './storage-failure.ts';
export { withoutUser } from './without-user.ts';
