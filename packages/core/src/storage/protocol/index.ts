export { ForwardingStorage } from './forwarding.ts';
export { storageHandler } from './handler.ts';
export type { StorageMethod } from './methods.ts';
export { nodeListener } from './node-listener.ts';
export type { RemoteStoreOptions, StorageHandlerOptions } from './options.ts';
export { RemoteObservability, RemoteStore } from './remote.ts';
export type { StorageScope } from './scope.ts';
export { decodeValue, encodeValue } from './values.ts';
