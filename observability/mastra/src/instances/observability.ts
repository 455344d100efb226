import { MastraError, parseOrThrow } from '@mastra/core/error';
import {
  type AddScoreToTraceArgs,
  type AttachTarget,
  type DiagnosticLogger,
  type DoctorReport,
  type DrainOptions,
  type FeedbackInput,
  type FlushOptions,
  type FlushResult,
  type HealthStatus,
  type InstanceSelectorInput,
  LOG_LEVELS,
  type LogThreshold,
  type ObservabilityConfig,
  type ObservabilityEntrypoint,
  type ObservabilityHealth,
  type RunUsage,
  type ScoreInput,
} from '@mastra/core/observability';
import type { MastraStorage } from '@mastra/core/storage';
import { resolveConfig } from '../config.ts';
import { isLogThreshold } from '../context/logger.ts';
import { diagnosticsTo } from '../context/own-work.ts';
import { findStoredTarget } from './attach-target.ts';
import { BaseObservabilityInstance } from './base.ts';
import { examine } from './doctor.ts';
import { drainOnExit } from './drain-on-exit.ts';
import { checkFeedback, checkScore } from './judgement-input.ts';
import { atProcessEnd } from './process-end.ts';
import type { FoundTarget } from './recent-traces.ts';
import { startupLine, unwrittenStore } from './startup-line.ts';

/** Several pipelines under their names. The first is the default one. */
export interface ObservabilityConfigs {
  readonly configs: Readonly<Record<string, ObservabilityConfig>>;
  /** Answers the name of the pipeline that records a run; `undefined` takes the default one. */
  readonly selector?: (input: InstanceSelectorInput) => string | undefined;
}

/**
 * All pipelines of an application. `new Mastra({ observability: { … } })` makes one; make it yourself to hold on to
 * it, or to have several.
 *
 * @example
 * const observability = new Observability({ serviceName: 'my-app', exporters: [new ConsoleExporter()] });
 * const span = observability.getDefaultInstance().startSpan({ type: 'generic', name: 'import' });
 * span.end();
 * await observability.shutdown();
 */
export class Observability implements ObservabilityEntrypoint {
  readonly #instances = new Map<string, BaseObservabilityInstance>();
  readonly #selector: ObservabilityConfigs['selector'];
  #storage: MastraStorage | undefined;
  #application: DiagnosticLogger = console;
  readonly #logger = diagnosticsTo(() => this.#application);
  #shutdown: Promise<FlushResult> | undefined;
  readonly #leaveProcessEnd: () => void;

  constructor(config: ObservabilityConfig | ObservabilityConfigs) {
    const configs = isConfigs(config) ? checkedConfigs(config) : { default: config };
    this.#selector = isConfigs(config) ? config.selector : undefined;
    if (Object.keys(configs).length === 0) {
      throw new MastraError({
        code: 'OBSERVABILITY_CONFIG_INVALID',
        domain: 'OBSERVABILITY',
        message:
          'new Observability({ configs }) was given no configuration. Name at least one: { configs: { default: { serviceName: "my-app" } } }.',
      });
    }
    for (const [name, one] of Object.entries(configs)) {
      this.#instances.set(name, new BaseObservabilityInstance(name, resolveConfig(one), this.#logger));
    }
    const configured = [...this.#instances.values()].map(instance => instance.config);
    if (configured.some(({ flushOnExit }) => flushOnExit)) {
      // A time that the user set holds for signals, too.
      const isSet = configured.some(({ delivery }) => delivery.shutdownTimeoutMs !== undefined);
      drainOnExit(timeoutMs => this.shutdown(isSet || timeoutMs === undefined ? undefined : { timeoutMs }));
    }
    const isDrained = configured.some(({ flushOnExit }) => flushOnExit !== false);
    this.#leaveProcessEnd = atProcessEnd({
      undelivered: () => this.#undelivered(),
      hasWork: () => this.#hasWork(),
      drain: isDrained ? () => this.#all(instance => instance.drain()) : undefined,
    });
  }

  getDefaultInstance(): BaseObservabilityInstance {
    return this.#instances.values().next().value!;
  }

  /** All pipelines, the default one first. */
  get instances(): readonly BaseObservabilityInstance[] {
    return [...this.#instances.values()];
  }

  getInstance(name: string): BaseObservabilityInstance | undefined {
    return this.#instances.get(name);
  }

  getSelectedInstance(input: InstanceSelectorInput = {}): BaseObservabilityInstance {
    if (!this.#selector) return this.getDefaultInstance();
    try {
      const name = this.#selector(input);
      return (name !== undefined && this.#instances.get(name)) || this.getDefaultInstance();
    } catch (error) {
      this.#logger.warn('[observability] the selector threw, so the default configuration is used:', error);
      return this.getDefaultInstance();
    }
  }

  attach(application: { readonly storage?: MastraStorage; readonly logger: DiagnosticLogger }): void {
    this.#storage = application.storage;
    this.#application = application.logger;
    for (const instance of this.#instances.values()) {
      instance.attach(application);
      this.#logger.info(startupLine(instance, application.storage));
      const unwritten = unwrittenStore(instance, application.storage);
      if (unwritten) this.#logger.warn(`[observability] ${unwritten}`);
    }
  }

  setLogLevel(level: LogThreshold): void {
    if (!isLogThreshold(level)) {
      throw new MastraError({
        code: 'OBSERVABILITY_LOG_LEVEL_INVALID',
        domain: 'OBSERVABILITY',
        message: `setLogLevel was given ${JSON.stringify(level)}. Allowed: ${[...LOG_LEVELS, 'silent'].join(', ')}.`,
      });
    }
    for (const instance of this.#instances.values()) instance.setLogLevel(level);
  }

  async settled(traceId: string): Promise<readonly RunUsage[]> {
    for (const instance of this.#instances.values()) {
      const runs = await instance.settled(traceId);
      if (runs) return runs;
    }
    return [];
  }

  /** Attaches a score to a trace, run, thread or message, now or long after it. */
  async addScore(input: AttachTarget & ScoreInput): Promise<void> {
    const { target, value } = parseOrThrow(checkScore, input, {
      code: 'SCORE_INVALID',
      domain: 'OBSERVABILITY',
      subject: 'The score',
    });
    const found = this.#recent(target) ?? (await findStoredTarget(target, this.#storage));
    this.getDefaultInstance().recordScore(value, found, found.correlation);
  }

  /** Attaches feedback to a trace, run, thread or message, now or long after it. */
  async addFeedback(input: AttachTarget & FeedbackInput): Promise<void> {
    const { target, value } = parseOrThrow(checkFeedback, input, {
      code: 'FEEDBACK_INVALID',
      domain: 'OBSERVABILITY',
      subject: 'The feedback',
    });
    const found = this.#recent(target) ?? (await findStoredTarget(target, this.#storage));
    this.getDefaultInstance().recordFeedback(value, found, found.correlation);
  }

  /** What was recorded just now need not have reached a store. */
  #recent(target: AttachTarget): FoundTarget | undefined {
    for (const instance of this.#instances.values()) {
      const found = instance.recent.find(target);
      if (found) return found;
    }
    return undefined;
  }

  /** @deprecated Use `addScore`, `trace.addScore` or `span.addScore`. */
  async addScoreToTrace({ scorerName, ...score }: AddScoreToTraceArgs): Promise<void> {
    if (!warnedOfAddScoreToTrace) {
      warnedOfAddScoreToTrace = true;
      this.#logger.warn(
        '[observability] addScoreToTrace() is deprecated and goes away in the next major version. Use addScore({ traceId, scorerId, score }).',
      );
    }
    await this.addScore({ ...score, scorerId: scorerName });
  }

  flush(options?: FlushOptions): Promise<FlushResult> {
    return this.#all(instance => instance.flush(options));
  }

  /**
   * Resolves when less is queued in memory, in every pipeline and exporter: for batch jobs that would rather wait than lose.
   *
   * @example
   * await mastra.observability.drained({ belowBytes: 1_000_000 });
   */
  async drained(options?: DrainOptions): Promise<void> {
    await Promise.all([...this.#instances.values()].map(instance => instance.drained(options)));
  }

  shutdown(options?: FlushOptions): Promise<FlushResult> {
    this.#shutdown ??= this.#all(instance => instance.shutdown(options)).finally(this.#leaveProcessEnd);
    return this.#shutdown;
  }

  health(): ObservabilityHealth {
    const exporters: Record<string, ObservabilityHealth['exporters'][string]> = {};
    const statuses: HealthStatus[] = [];
    for (const instance of this.#instances.values()) {
      const own = instance.health();
      statuses.push(own.status);
      for (const [name, health] of Object.entries(own.exporters)) exporters[this.#qualified(instance, name)] = health;
    }
    const status = statuses.includes('down') ? 'down' : statuses.includes('degraded') ? 'degraded' : 'ok';
    return { status, exporters };
  }

  /**
   * Finds out whether signals arrive, by sending some through every exporter and reading them back.
   *
   * @example
   * const { ok, checks } = await mastra.observability.doctor();
   * for (const check of checks) console.log(check.ok ? '✓' : '✗', check.name, check.message);
   */
  async doctor(): Promise<DoctorReport> {
    const instances = [...this.#instances.values()];
    const reports = await Promise.all(instances.map(instance => examine(instance, this.#storage)));
    const checks = reports.flatMap((report, i) =>
      instances.length === 1
        ? report.checks
        : report.checks.map(check => ({ ...check, name: `${instances[i]!.name}/${check.name}` })),
    );
    return { ok: reports.every(report => report.ok), checks };
  }

  /** Events that are in memory only, by exporter. */
  #undelivered(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const instance of this.#instances.values()) {
      for (const [name, count] of instance.undelivered()) counts.set(this.#qualified(instance, name), count);
    }
    return counts;
  }

  #hasWork(): boolean {
    if ([...this.#instances.values()].some(({ hasOpenSpans }) => hasOpenSpans)) return true;
    return [...this.#undelivered().values()].some(count => count > 0);
  }

  async #all(call: (instance: BaseObservabilityInstance) => Promise<FlushResult>): Promise<FlushResult> {
    const instances = [...this.#instances.values()];
    const results = await Promise.all(instances.map(call));
    const total = { delivered: 0, failed: 0, pending: 0 };
    const exporters: Record<string, FlushResult['exporters'][string]> = {};
    results.forEach((result, i) => {
      total.delivered += result.delivered;
      total.failed += result.failed;
      total.pending += result.pending;
      for (const [name, counts] of Object.entries(result.exporters))
        exporters[this.#qualified(instances[i]!, name)] = counts;
    });
    return { ...total, exporters };
  }

  /** With several pipelines, an exporter is named together with its own. */
  #qualified(instance: BaseObservabilityInstance, exporter: string): string {
    return this.#instances.size === 1 ? exporter : `${instance.name}/${exporter}`;
  }
}

/** One warning a process, however often and wherever it is called. */
let warnedOfAddScoreToTrace = false;

function checkedConfigs({ configs, selector, ...unknown }: ObservabilityConfigs): ObservabilityConfigs['configs'] {
  const troubles = [
    ...(typeof configs !== 'object' || configs === null
      ? ['configs: expected an object of configurations by name']
      : []),
    ...(selector !== undefined && typeof selector !== 'function' ? ['selector: expected a function'] : []),
    ...Object.keys(unknown).map(key => `${key}: not known beside configs and selector`),
  ];
  if (troubles.length === 0) return configs;
  throw new MastraError({
    code: 'OBSERVABILITY_CONFIG_INVALID',
    domain: 'OBSERVABILITY',
    message: `new Observability({ configs }) is not valid. ${troubles.join('; ')}`,
  });
}

function isConfigs(config: ObservabilityConfig | ObservabilityConfigs): config is ObservabilityConfigs {
  return typeof config === 'object' && config !== null && 'configs' in config;
}
