import { randomUUID } from 'node:crypto';
import type { ModelMessage, Telemetry } from 'ai';
import type { MastraApplication } from '../mastra/application.ts';
import { getAmbientSpan } from '../observability/ambient.ts';
import type { RunUsage, Span } from '../observability/types/index.ts';
import { TripWire } from '../processors/tripwire.ts';
import { RequestContext } from '../request-context/index.ts';
import { runScorers } from '../scorers/run-scorers.ts';
import { abortedBy, closeSpan, type Ending, endingOf } from '../telemetry/endings.ts';
import { globalIntegrations } from '../telemetry/global-integrations.ts';
import { createModelTelemetry, MODEL_TELEMETRY, type ModelTelemetry } from '../telemetry/model-telemetry.ts';
import { settledOf } from '../telemetry/settled.ts';
import { startSpan } from '../telemetry/start-span.ts';
import type { ResolvedAgentConfig } from './config.ts';
import type { AgentOptions } from './options.ts';
import type { AgentAnswer, AgentRunIds } from './result.ts';

/** One run of an agent: its span, its signal, and the one place where both come to an end. */
export class AgentRun {
  readonly mastra: MastraApplication | undefined;
  readonly span: Span<'agent_run'>;
  readonly ids: AgentRunIds;
  readonly settled: () => Promise<RunUsage>;
  readonly requestContext: RequestContext;
  /** Aborted by the caller's signal, or by a reader who left. */
  readonly abortSignal: AbortSignal;
  readonly #abort = new AbortController();
  readonly #telemetry: ModelTelemetry | undefined;
  readonly #judge: (answer: AgentAnswer) => void;

  constructor(
    mastra: MastraApplication | undefined,
    agent: ResolvedAgentConfig,
    messages: readonly ModelMessage[],
    options: AgentOptions,
  ) {
    this.mastra = mastra;
    this.requestContext = options.requestContext ?? new RequestContext();
    this.abortSignal = options.abortSignal
      ? AbortSignal.any([options.abortSignal, this.#abort.signal])
      : this.#abort.signal;

    // A run inside a run shares its id, unless it is given one of its own.
    const ownId = options.tracingOptions?.runId ?? (getAmbientSpan() ? undefined : randomUUID());
    this.span = startSpan(mastra, {
      type: 'agent_run',
      name: `agent run: '${agent.name}'`,
      entityType: 'agent',
      entityId: agent.id,
      entityName: agent.name,
      input: messages,
      attributes: {
        instructions: agent.instructions,
        maxSteps: options.maxSteps ?? agent.maxSteps,
        availableTools: Object.keys(agent.tools),
      },
      tracingOptions: ownId === undefined ? options.tracingOptions : { ...options.tracingOptions, runId: ownId },
      requestContext: this.requestContext,
    });
    const { traceId, id: spanId, correlation } = this.span;
    this.ids = { traceId, spanId, runId: ownId ?? correlation.runId ?? randomUUID() };
    this.settled = settledOf(this.span, agent.name);
    this.span.account?.onAbort(reason => this.#abort.abort(reason));
    this.#telemetry = traceId === '' ? undefined : this.#observeModel();
    this.#judge = output => {
      const { span, ids, requestContext } = this;
      const judged = { ...ids, agentId: agent.id, input: messages, output, requestContext };
      runScorers(agent.scorers, { ...judged, mastra, span, tracingOptions: options.tracingOptions });
    };
  }

  /** What `ai` is to tell of this run. The integrations of the whole process hear of it too. */
  get telemetry(): { readonly integrations: Telemetry[] } | undefined {
    if (!this.#telemetry) return undefined;
    const others = globalIntegrations().filter(integration => !(MODEL_TELEMETRY in integration));
    return { integrations: [this.#telemetry.integration, ...others] };
  }

  /** Ends the run well, and has its answer judged. Does nothing to a run that has ended. */
  succeed(answer: AgentAnswer): void {
    if (this.span.isEnded) return;
    const { text, object, finishReason } = answer;
    this.span.end({ output: { text, ...(object !== undefined && { object }) }, attributes: { finishReason } });
    this.#judge(answer);
  }

  /** Ends the run for what was thrown: a tripwire, an abort, a timeout or a failure. */
  fail(error: unknown): void {
    if (TripWire.is(error)) this.#trip(error);
    else this.#close(this.abortSignal.aborted ? abortedBy(this.abortSignal.reason) : endingOf(error));
  }

  /** Ends the run because nobody wants its answer any more. */
  leave(endReason: 'aborted' | 'abandoned'): void {
    if (this.span.isEnded) return;
    this.#close({ endReason });
    this.stop();
  }

  /** Stops whatever still works for the run. */
  stop(): void {
    this.#abort.abort();
  }

  #trip({ reason, processorId }: TripWire): void {
    this.#telemetry?.close({ endReason: 'tripwire' });
    this.span.end({ endReason: 'tripwire', output: { text: '' }, attributes: { tripwire: { reason, processorId } } });
  }

  #close(ending: Ending): void {
    this.#telemetry?.close(ending);
    closeSpan(this.span, ending);
  }

  #observeModel(): ModelTelemetry {
    const { mastra, span, requestContext } = this;
    return createModelTelemetry({
      start: options => span.createChildSpan(options),
      includeChunks: () => mastra?.observability.getSelectedInstance({ requestContext })?.includeModelChunks ?? false,
    });
  }
}
