export type { OtlpListener, OtlpListenOptions } from './listen.ts';
export type { OtlpReceiverOptions } from './options.ts';
export { createOtlpReceiver, type OtlpReceiver } from './receiver.ts';
export type { OtlpTenant } from './tenant.ts';
