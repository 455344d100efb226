/** Which part of the system an error comes from. */
export type ErrorDomain =
  | 'MASTRA'
  | 'AGENT'
  | 'TOOL'
  | 'WORKFLOW'
  | 'PROCESSOR'
  | 'SCORER'
  | 'OBSERVABILITY'
  | 'EXPORTER'
  | 'STORAGE';

export interface MastraErrorOptions {
  /** Stable, in upper snake case: safe to compare against. */
  readonly code: string;
  readonly domain: ErrorDomain;
  /** What was given, what is allowed and what to do. */
  readonly message: string;
  readonly cause?: unknown;
  readonly details?: Readonly<Record<string, unknown>>;
}

const marker = Symbol.for('mastra.error');

/**
 * Every error that this library throws on purpose.
 *
 * @example
 * try { await store.listTraces({ pagination: { page: -1 } }); }
 * catch (error) { if (MastraError.is(error)) console.error(error.code, error.message); }
 */
export class MastraError extends Error {
  override readonly name = 'MastraError';
  readonly code: string;
  readonly domain: ErrorDomain;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly [marker] = true;

  constructor(options: MastraErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.domain = options.domain;
    if (options.details) this.details = options.details;
  }

  /** True for errors of any copy of this package. */
  static is(error: unknown): error is MastraError {
    return typeof error === 'object' && error !== null && marker in error;
  }
}
