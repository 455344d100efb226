import type { Agent } from '../agent/agent.ts';
import { MastraError } from '../error/index.ts';
import { resolveObservability } from '../observability/factory.ts';
import { noOpLoggerContext, noOpMetricsContext } from '../observability/no-op/index.ts';
import { Trace } from '../observability/recorded-trace.ts';
import type {
  DiagnosticLogger,
  FlushOptions,
  FlushResult,
  LoggerContext,
  MetricsContext,
  ObservabilityEntrypoint,
  RunUsage,
} from '../observability/types/index.ts';
import type { MastraStorage } from '../storage/composite.ts';
import type { Tool } from '../tools/tool.ts';
import { ambientLogger, ambientMetrics } from './ambient-context.ts';
import type { MastraApplication } from './application.ts';
import { BackgroundWork } from './background.ts';
import { migrateLogger } from './deprecated-logger.ts';
import { noOpEntrypoint } from './no-op-entrypoint.ts';
import { findRegistered } from './registry.ts';
import { type AnyWorkflow, MASTRA_OPTIONS, type MastraConfig } from './types.ts';

/** What `shutdown` takes its time from where it is given none: the pipelines have the same default. */
const DEFAULT_SHUTDOWN_MS = 10_000;
/** What a store has to close in, also where delivering took all the time. */
const LEAST_CLOSE_MS = 100;

/**
 * An application: its agents and workflows, its store, and the observability of all that they do.
 *
 * @throws `MastraError` `MASTRA_CONFIG_INVALID`, `OBSERVABILITY_PACKAGE_NOT_IMPORTED`, and what the observability
 * configuration throws
 *
 * @example
 * import '@mastra/observability';
 * const mastra = new Mastra({
 *   agents: { weather },
 *   storage: new InMemoryStore(),
 *   observability: { serviceName: 'my-app' },
 * });
 */
export class Mastra<
  A extends Readonly<Record<string, Agent>> = Readonly<Record<string, Agent>>,
  W extends Readonly<Record<string, AnyWorkflow>> = Readonly<Record<string, AnyWorkflow>>,
  T extends Readonly<Record<string, Tool>> = Readonly<Record<string, Tool>>,
  S extends MastraStorage = MastraStorage,
> implements MastraApplication
{
  /** All configured pipelines; where none is, a stand-in that records nothing. */
  readonly observability: ObservabilityEntrypoint;
  /** Belongs to the run that it is called in, or to none. */
  readonly logger: LoggerContext;
  /** Belong to the run that they are called in, or to none. */
  readonly metrics: MetricsContext;
  readonly #agents: A;
  readonly #workflows: W;
  readonly #tools: T;
  readonly #storage: S | undefined;
  readonly #diagnostics: DiagnosticLogger;
  readonly #background: BackgroundWork;
  #shutdown: Promise<FlushResult> | undefined;

  constructor(config: MastraConfig<A, W, T, S> = {}) {
    refuseUnknownOptions(config);
    const { diagnostics, observability, fallback } = migrateLogger(config.logger, config.observability);
    const { storage } = config;
    this.#agents = config.agents ?? ({} as A);
    this.#workflows = config.workflows ?? ({} as W);
    this.#tools = config.tools ?? ({} as T);
    this.#storage = storage;
    this.#diagnostics = diagnostics;
    this.#background = new BackgroundWork(diagnostics);
    this.observability = resolveObservability(observability) ?? noOpEntrypoint;
    this.observability.attach({ storage, logger: diagnostics });

    const instance = this.observability.getDefaultInstance();
    const logger = instance?.getLoggerContext() ?? fallback ?? noOpLoggerContext;
    const metrics = instance?.getMetricsContext() ?? noOpMetricsContext;
    this.logger = ambientLogger(() => logger);
    this.metrics = ambientMetrics(() => metrics);
    for (const agent of Object.values(this.#agents)) agent.__registerMastra(this);
    for (const workflow of Object.values(this.#workflows)) workflow.__registerMastra(this);
  }

  /** An agent by its key or id. @throws `MastraError` `MASTRA_AGENT_NOT_FOUND` */
  getAgent<K extends keyof A & string>(id: K): A[K];
  getAgent(id: string): Agent;
  getAgent(id: string): Agent {
    return findRegistered<Agent>(this.#agents, 'agent', id);
  }

  /** A workflow by its key or id. @throws `MastraError` `MASTRA_WORKFLOW_NOT_FOUND` */
  getWorkflow<K extends keyof W & string>(id: K): W[K];
  getWorkflow(id: string): AnyWorkflow;
  getWorkflow(id: string): AnyWorkflow {
    return findRegistered<AnyWorkflow>(this.#workflows, 'workflow', id);
  }

  /** A tool by its key or id. @throws `MastraError` `MASTRA_TOOL_NOT_FOUND` */
  getTool<K extends keyof T & string>(id: K): T[K];
  getTool(id: string): Tool;
  getTool(id: string): Tool {
    return findRegistered<Tool>(this.#tools, 'tool', id);
  }

  /** The agents by key. */
  listAgents(): A {
    return this.#agents;
  }

  /** The workflows by key. */
  listWorkflows(): W {
    return this.#workflows;
  }

  /** The store. @throws `MastraError` `MASTRA_STORAGE_NOT_CONFIGURED` */
  getStorage(): S {
    if (this.#storage) return this.#storage;
    throw new MastraError({
      code: 'MASTRA_STORAGE_NOT_CONFIGURED',
      domain: 'MASTRA',
      message: 'This application has no store. Give it one: new Mastra({ storage: new InMemoryStore() }).',
    });
  }

  /**
   * A trace as it is stored, or `null`. What was emitted just now is there after `observability.flush()`.
   *
   * @throws `MastraError` `MASTRA_STORAGE_NOT_CONFIGURED`, `MASTRA_STORAGE_WITHOUT_OBSERVABILITY`
   */
  async getTrace(traceId: string): Promise<Trace | null> {
    const storage = this.getStorage();
    const store = await storage.getStore('observability');
    if (!store) {
      throw new MastraError({
        code: 'MASTRA_STORAGE_WITHOUT_OBSERVABILITY',
        domain: 'MASTRA',
        message: `The store '${storage.name}' keeps no traces. Use one that does, such as InMemoryStore or DuckDBStore.`,
      });
    }
    const stored = await store.getTrace({ traceId });
    return stored && Trace.fromRecords(traceId, stored.spans, this.observability);
  }

  /**
   * Resolves when the scorers of all answers have finished: `true`, or `false` when the time was up before. For tests,
   * scripts and functions that end with their answer; a process that goes on need not wait.
   *
   * @example
   * await mastra.settled({ timeoutMs: 5000 });
   * await mastra.observability.flush();
   */
  settled(options?: { readonly timeoutMs?: number }): Promise<boolean>;
  /**
   * What the outermost runs of a trace have used, when they and everything below them have ended. Empty for a trace that
   * is not among the 1,000 latest that this process recorded.
   *
   * @example
   * const [run] = await mastra.settled(traceId);
   * console.log(run?.costUsd, run?.byModel);
   */
  settled(traceId: string): Promise<readonly RunUsage[]>;
  settled(given: string | { readonly timeoutMs?: number } = {}): Promise<boolean> | Promise<readonly RunUsage[]> {
    return typeof given === 'string' ? this.observability.settled(given) : this.#background.settled(given.timeoutMs);
  }

  /** Called by the parts of the application for work that goes on after their run. */
  __runInBackground(what: string, work: (signal: AbortSignal) => Promise<unknown>): void {
    this.#background.start(what, work);
  }

  /**
   * Waits for running scorers (for half of the time at most, and aborts what is left then), ends the runs that are
   * still open, delivers what can be delivered in time, and closes the store. Called again, it answers the same.
   */
  shutdown(options?: FlushOptions): Promise<FlushResult> {
    this.#shutdown ??= this.#shutDown(options);
    return this.#shutdown;
  }

  async #shutDown(options: FlushOptions | undefined): Promise<FlushResult> {
    const deadline = performance.now() + (options?.timeoutMs ?? DEFAULT_SHUTDOWN_MS);
    const left = () => Math.max(0, deadline - performance.now());
    try {
      await this.#background.stop(left() / 2);
      return await this.observability.shutdown(
        options?.timeoutMs === undefined ? options : { ...options, timeoutMs: left() },
      );
    } finally {
      await this.#closeStorage(Math.max(left(), LEAST_CLOSE_MS));
    }
  }

  /** A store that does not close, or not in time, keeps nobody waiting and hides no answer. */
  async #closeStorage(timeoutMs: number): Promise<void> {
    const storage = this.#storage;
    if (!storage) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string>(resolve => {
      timer = setTimeout(() => resolve(`did not close within ${Math.round(timeoutMs)} ms`), timeoutMs);
    });
    const closed = Promise.resolve()
      .then(() => storage.close())
      .then(
        () => undefined,
        (error: unknown) => `could not be closed: ${error instanceof Error ? error.message : String(error)}`,
      );
    const trouble = await Promise.race([closed, late]);
    clearTimeout(timer);
    if (trouble) this.#diagnostics.warn(`[mastra] the store '${storage.name}' ${trouble}`);
  }
}

function refuseUnknownOptions(config: object): void {
  const unknown = Object.keys(config).filter(key => !(MASTRA_OPTIONS as readonly string[]).includes(key));
  if (unknown.length === 0) return;
  throw new MastraError({
    code: 'MASTRA_CONFIG_INVALID',
    domain: 'MASTRA',
    message: `new Mastra() was given ${unknown.map(key => `\`${key}\``).join(', ')}, which it does not know. It takes: ${MASTRA_OPTIONS.join(', ')}.`,
    details: { unknown },
  });
}
