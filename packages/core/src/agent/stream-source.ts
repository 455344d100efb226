import { TripWire } from '../processors/tripwire.ts';
import { orAborted } from '../telemetry/or-aborted.ts';
import { inSpan } from '../telemetry/start-span.ts';
import { trippedAnswer } from './answer.ts';
import type { AgentAnswer, AgentStreamPart } from './result.ts';
import type { AgentRun } from './run.ts';

type Outcome = { readonly answer: AgentAnswer } | { readonly error: unknown; readonly aborted: boolean };

/**
 * A run that is read by any number of readers. Until somebody reads, it goes on by itself; from then on it advances on
 * demand, part by part, inside its own span. It keeps what it has read, so every reader begins at the start; and it
 * ends the run when its readers have left.
 */
export class StreamSource {
  readonly #run: AgentRun;
  readonly #parts: AsyncIterator<AgentStreamPart, AgentAnswer>;
  readonly #read: AgentStreamPart[] = [];
  readonly #readers = new Set<object>();
  readonly #onAbort = () => this.#fail(this.#run.abortSignal.reason);
  #pulling: Promise<void> | undefined;
  #isRead = false;
  #draining = false;
  #outcome: Outcome | undefined;

  constructor(run: AgentRun, parts: AsyncIterator<AgentStreamPart, AgentAnswer>) {
    this.#run = run;
    this.#parts = parts;
    if (run.abortSignal.aborted) this.#onAbort();
    else run.abortSignal.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** What the run came to, once it is over. */
  get outcome(): Outcome | undefined {
    return this.#outcome;
  }

  /** Begins the run without waiting for a reader. */
  async start(): Promise<void> {
    while (!this.#outcome && !this.#isRead) await this.#advance();
  }

  /** The part at this place, or `undefined` behind the last one. */
  async partAt(index: number, reader: object): Promise<AgentStreamPart | undefined> {
    this.#isRead = true;
    this.#readers.add(reader);
    while (index >= this.#read.length && !this.#outcome) await this.#advance();
    if (index >= this.#read.length) this.#readers.delete(reader);
    return this.#read[index];
  }

  /** A reader goes before the end. The last one ends the run. */
  leave(reader: object): void {
    this.#readers.delete(reader);
    if (this.#readers.size === 0 && !this.#draining) this.#run.leave('aborted');
  }

  /** Nobody can read on any more. */
  lose(): void {
    if (!this.#draining && !this.#pulling) this.#run.leave('abandoned');
  }

  /** Reads to the end, whoever else reads. */
  async drain(): Promise<void> {
    this.#draining = true;
    while (!this.#outcome) await this.#advance();
  }

  /** The whole answer, or the error that the run failed with. */
  async answer(): Promise<AgentAnswer> {
    await this.drain();
    const outcome = this.#outcome as Outcome;
    if ('answer' in outcome) return outcome.answer;
    throw outcome.error;
  }

  #advance(): Promise<void> {
    this.#pulling ??= this.#pull().finally(() => {
      this.#pulling = undefined;
    });
    return this.#pulling;
  }

  async #pull(): Promise<void> {
    if (this.#outcome) return;
    try {
      const next = inSpan(this.#run.span, () => this.#parts.next());
      const step = await orAborted(next, this.#run.abortSignal);
      if (this.#outcome) return;
      if (!step.done) {
        this.#read.push(step.value);
        return;
      }
      this.#run.succeed(step.value);
      if (step.value.tripwire) this.#read.push({ type: 'tripwire', ...step.value.tripwire });
      this.#end({ answer: step.value });
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (this.#outcome) return;
    const aborted = this.#run.abortSignal.aborted;
    this.#run.fail(error);
    if (TripWire.is(error)) {
      const answer = trippedAnswer(error);
      this.#read.push({ type: 'tripwire', reason: error.reason, processorId: error.processorId });
      this.#end({ answer });
    } else {
      this.#read.push(aborted ? { type: 'abort', reason: String(error) } : { type: 'error', error });
      this.#end({ error, aborted });
    }
    // What is left of the model's stream is given up; a model that does not answer to that keeps nobody waiting.
    this.#run.stop();
    inSpan(this.#run.span, () => this.#parts.return?.())?.catch(() => undefined);
  }

  #end(outcome: Outcome): void {
    this.#outcome = outcome;
    this.#run.abortSignal.removeEventListener('abort', this.#onAbort);
  }
}
