export { OtelBridge } from './bridge.ts';
export type { OtelBridgeOptions } from './options.ts';
