import {
  type Arrived,
  type FakeDestination,
  type LoopbackAnswer,
  LoopbackServer,
  type ReceivedRequest,
} from '@mastra/exporter-conformance';
import { readMultipart } from './read-multipart.ts';
import { feedbackPart, outOfBand, runPart, type WireFeedback, type WireRun } from './wire-schema.ts';

export const API_KEY = 'lsv2-loopback-secret';

/** LangSmith's intake: refuses what its reference does not have, and a run that it has already. */
export class FakeLangSmith extends LoopbackServer implements FakeDestination {
  readonly runs = new Map<string, WireRun>();
  readonly feedback = new Map<string, WireFeedback>();
  conflicts = 0;

  constructor() {
    super({ answer: request => this.#answer(request) });
  }

  static start(): Promise<FakeLangSmith> {
    return new FakeLangSmith().start();
  }

  arrived(): Arrived {
    const judgements = [...this.feedback.values()].map(({ key, score, value, feedback_source }) => ({
      type: feedback_source.type,
      judgement: { name: key, value: typeof score === 'number' ? score : String(value) },
    }));
    return {
      spans: [...this.runs.values()].map(run => ({
        id: run.id,
        parentId: run.parent_run_id,
        name: run.name,
        isError: run.error !== undefined,
        content: [run.inputs, run.outputs, run.error, run.extra].map(part => JSON.stringify(part)).join('\n'),
      })),
      scores: judgements.filter(({ type }) => type === 'model').map(({ judgement }) => judgement),
      feedback: judgements.filter(({ type }) => type !== 'model').map(({ judgement }) => judgement),
    };
  }

  run(name: string): WireRun {
    const found = [...this.runs.values()].find(run => run.name.includes(name));
    if (!found) throw new Error(`no run '${name}'`);
    return found;
  }

  #answer(request: ReceivedRequest): LoopbackAnswer {
    const { method, path, headers, body } = request;
    if (method !== 'POST' || path !== '/runs/multipart') return { status: 404, body: `${method} ${path}` };
    if (headers['x-api-key'] !== API_KEY) return { status: 401, body: 'invalid token' };
    const runs = new Map<string, Record<string, unknown>>();
    const feedback: WireFeedback[] = [];
    try {
      for (const { name, value } of readMultipart(body, headers['content-type'])) {
        const [event, id, field] = name.split('.') as [string, string, keyof typeof outOfBand | undefined];
        if (event === 'feedback') feedback.push(feedbackPart.parse(value));
        else if (event !== 'post') throw new Error(`unknown event ${event}`);
        else if (field) Object.assign(runs.get(id)!, { [field]: outOfBand[field].parse(value) });
        else runs.set(id, runPart.parse(value));
      }
    } catch (error) {
      return { status: 422, body: String(error) };
    }
    if ([...runs.keys()].some(id => this.runs.has(id))) {
      this.conflicts++;
      return { status: 409, body: 'run already exists' };
    }
    for (const [id, run] of runs) this.runs.set(id, run as unknown as WireRun);
    for (const one of feedback) this.feedback.set(one.id, one);
    return { status: 202, headers: { 'content-type': 'application/json' }, body: '{"message":"Runs ingested"}' };
  }
}
