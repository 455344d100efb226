/** The three things that OTLP carries. */
export const OTLP_SIGNALS = ['traces', 'logs', 'metrics'] as const;

export type OtlpSignal = (typeof OTLP_SIGNALS)[number];

/** The ways in which OTLP travels. */
export const OTLP_PROTOCOLS = ['http/protobuf', 'http/json', 'grpc'] as const;

export type OtlpProtocol = (typeof OTLP_PROTOCOLS)[number];

export const OTLP_COMPRESSIONS = ['none', 'gzip'] as const;

export type OtlpCompression = (typeof OTLP_COMPRESSIONS)[number];
