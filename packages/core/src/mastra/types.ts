import type { Agent } from '../agent/agent.ts';
import type { IMastraLogger } from '../logger/types.ts';
import type { LogThreshold, ObservabilityConfig, ObservabilityEntrypoint } from '../observability/types/index.ts';
import type { MastraStorage } from '../storage/composite.ts';
import type { Tool } from '../tools/tool.ts';
import type { CallableWorkflow, MastraApplication } from './application.ts';

/** A workflow of any shape. */
export interface AnyWorkflow extends CallableWorkflow {
  __registerMastra(mastra: MastraApplication): void;
}

/** What `new Mastra` takes. Everything may be left out. */
export interface MastraConfig<
  A extends Readonly<Record<string, Agent>> = Readonly<Record<string, Agent>>,
  W extends Readonly<Record<string, AnyWorkflow>> = Readonly<Record<string, AnyWorkflow>>,
  T extends Readonly<Record<string, Tool>> = Readonly<Record<string, Tool>>,
  S extends MastraStorage = MastraStorage,
> {
  readonly agents?: A;
  readonly workflows?: W;
  readonly tools?: T;
  /** Where traces, logs, metrics, scores and feedback are kept. */
  readonly storage?: S;
  /** A configuration, for which `@mastra/observability` must be imported, or an `Observability` made of one. */
  readonly observability?: ObservabilityConfig | ObservabilityEntrypoint;
  /** @deprecated Use `observability.logLevel`. This option goes away in the next major version. */
  readonly logger?: IMastraLogger | LogThreshold;
}

/** The options that exist. Any other is refused. */
export const MASTRA_OPTIONS = [
  'agents',
  'workflows',
  'tools',
  'storage',
  'observability',
  'logger',
] as const satisfies readonly (keyof MastraConfig)[];
