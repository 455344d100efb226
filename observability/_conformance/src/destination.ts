/** How a destination misbehaves until it is told otherwise. */
export type Fault =
  /** Answers every request with this status. */
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** Takes requests and never answers. */
  | { readonly kind: 'hang' }
  /** Nobody listens at the address. */
  | { readonly kind: 'refuse' }
  /** Refuses every request that contains this text as malformed, as a strict validator does. */
  | { readonly kind: 'poison'; readonly marker: string };

/** A span as the destination keeps it. */
export interface ArrivedSpan {
  /** The destination's id for it: the same for a span that arrives twice. */
  readonly id: string;
  readonly parentId?: string;
  /** Contains the name that the span was given. */
  readonly name: string;
  readonly isError: boolean;
  /** Everything else that arrived of it, as text. */
  readonly content: string;
}

export interface ArrivedLog {
  readonly message: string;
}

export interface ArrivedMetric {
  readonly name: string;
  readonly value: number;
}

/** A score or a feedback. */
export interface ArrivedJudgement {
  readonly name: string;
  readonly value: number | string;
}

/** What a destination acknowledged, in order. A span that was sent twice is here twice. */
export interface Arrived {
  readonly spans: readonly ArrivedSpan[];
  readonly logs?: readonly ArrivedLog[];
  readonly metrics?: readonly ArrivedMetric[];
  readonly scores?: readonly ArrivedJudgement[];
  readonly feedback?: readonly ArrivedJudgement[];
}

/** A stand-in for the destination that speaks its real protocol on the loopback interface. */
export interface FakeDestination {
  readonly url: string;
  /** Requests that were received, whatever the answer. */
  readonly requestCount: number;
  behave(fault: Fault | undefined): void | Promise<void>;
  arrived(): Arrived | Promise<Arrived>;
  stop(): Promise<void>;
}
