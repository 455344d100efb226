/** Takes a request to its destination and brings the answer back. */
export interface OtlpTransport {
  /** Resolves with the body of the answer once the destination has taken the request. */
  send(body: Uint8Array): Promise<Uint8Array>;
  close(): void;
}

export interface OtlpTransportOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly gzip: boolean;
  /** What is sent, for messages: `'OTLP traces'`. */
  readonly what: string;
}
