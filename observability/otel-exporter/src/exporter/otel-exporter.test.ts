import { describe, expect, it } from 'vitest';
import { SECRET } from '../testing/pipeline.ts';
import { Wire } from '../testing/wire.ts';

const wire = new Wire();

describe('OtelExporter', () => {
  it('makes an agent run a trace by the conventions', async () => {
    const { agent, generation, first, tool } = await wire.sendAgentRun();
    const root = wire.span('invoke_agent weather');
    expect(root).toMatchObject({ traceId: agent.traceId, spanId: agent.id, kind: 1 });
    expect(root.parentSpanId).toBeUndefined();
    expect(root.attributes).toMatchObject({
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.id': 'weather-agent',
      'gen_ai.agent.name': 'weather',
      'gen_ai.conversation.id': 't-1',
      'session.id': 's-1',
      'user.id': 'u-1',
      'mastra.run.id': 'r-1',
      'mastra.tags': ['demo'],
      'mastra.metadata.tenant': 'acme',
      'mastra.span.type': 'agent_run',
      'mastra.attributes.max_steps': 5,
      'mastra.attributes.available_tools': ['getWeather'],
    });
    const chat = wire.span('chat gpt-4');
    expect(chat).toMatchObject({ spanId: generation.id, parentSpanId: agent.id, kind: 3 });
    expect(chat.attributes).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4',
      'gen_ai.request.temperature': 0.2,
      'gen_ai.request.max_tokens': 100,
      'gen_ai.request.stop_sequences': ['\n\n'],
      'gen_ai.request.stream': true,
      'gen_ai.response.id': 'resp-1',
      'gen_ai.response.model': 'gpt-4-0613',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.response.time_to_first_chunk': expect.any(Number),
      'gen_ai.usage.input_tokens': 250,
      'gen_ai.usage.output_tokens': 30,
      'gen_ai.usage.cache_read.input_tokens': 50,
      'gen_ai.usage.cache_creation.input_tokens': 10,
      'gen_ai.usage.reasoning.output_tokens': 5,
      'mastra.cost_usd': 0.002,
      'mastra.parameters.max_retries': 2,
    });
    expect(wire.span('step: 0')).toMatchObject({ spanId: first.id, parentSpanId: generation.id, kind: 1 });
    const call = wire.span('execute_tool get-weather');
    expect(call).toMatchObject({ spanId: tool.id, parentSpanId: first.id, kind: 1 });
    expect(call.attributes).toMatchObject({
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'get-weather',
      'gen_ai.tool.type': 'function',
      'gen_ai.tool.description': 'Weather of a city',
      'gen_ai.tool.call.id': 'call-1',
      'mastra.attributes.success': true,
    });
    expect(root.resource).toMatchObject({
      'service.name': 'shop',
      'deployment.environment.name': 'test',
      'service.instance.id': expect.any(String),
      'telemetry.sdk.name': 'mastra',
    });
    expect(root.scope.name).toBe('@mastra/otel-exporter');
  });

  it('states tokens and cost once in a trace, so that a sum over spans is right', async () => {
    await wire.sendAgentRun();
    const sum = (name: string) => wire.spans.reduce((total, span) => total + Number(span.attributes[name] ?? 0), 0);
    expect(sum('gen_ai.usage.input_tokens')).toBe(250);
    expect(sum('gen_ai.usage.output_tokens')).toBe(30);
    expect(sum('mastra.cost_usd')).toBe(0.002);
    expect(sum('mastra.step.usage.input_tokens')).toBe(250);
    expect(wire.spans.filter(span => span.attributes['gen_ai.operation.name'] === 'chat')).toHaveLength(1);
  });

  it('lets no payload out unless content is asked for', async () => {
    await wire.sendAgentRun();
    expect(wire.spans.length).toBeGreaterThan(4);
    const everything = [...wire.spans, ...wire.logs, ...wire.metrics].map(one => JSON.stringify(one)).join('\n');
    expect(everything).not.toContain(SECRET);
  });

  it('sends what was said in the form of the conventions when content is asked for', async () => {
    await wire.sendAgentRun({ includeContent: true });
    const content = (name: string, attribute: string) => JSON.parse(String(wire.span(name).attributes[attribute]));
    expect(content('invoke_agent weather', 'gen_ai.system_instructions')).toEqual([
      { type: 'text', content: `Be brief. ${SECRET}` },
    ]);
    expect(content('chat gpt-4', 'gen_ai.system_instructions')).toEqual([
      { type: 'text', content: `Be brief. ${SECRET}` },
    ]);
    expect(content('chat gpt-4', 'gen_ai.input.messages')).toEqual([
      { role: 'user', parts: [{ type: 'text', content: `Weather in Oslo? ${SECRET}` }] },
    ]);
    expect(content('chat gpt-4', 'gen_ai.output.messages')).toEqual([
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', content: `hm ${SECRET}` },
          { type: 'text', content: `21 degrees. ${SECRET}` },
        ],
        finish_reason: 'stop',
      },
    ]);
    expect(content('step: 0', 'gen_ai.output.messages')).toEqual([
      {
        role: 'assistant',
        parts: [{ type: 'tool_call', id: 'call-1', name: 'getWeather', arguments: { city: SECRET } }],
        finish_reason: 'tool_call',
      },
    ]);
    expect(content('execute_tool get-weather', 'gen_ai.tool.call.arguments')).toEqual({ city: SECRET });
    expect(content('execute_tool get-weather', 'gen_ai.tool.call.result')).toEqual({ celsius: 21, note: SECRET });
  });

  it('tells of errors, time-outs, links and points in time as OpenTelemetry does', async () => {
    const { observability, instance } = wire.pipeline();
    const outer = instance.startSpan({
      type: 'workflow_run',
      name: "workflow run: 'trip'",
      entityType: 'workflow_run',
      entityId: 'trip',
      links: [{ traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8), attributes: { why: 'retry' } }],
      tracingOptions: { traceId: '12'.repeat(16), parentSpanId: '34'.repeat(8) },
    });
    const failing = outer.createChildSpan({ type: 'tool_call', name: 'lookup' });
    failing.error({ error: Object.assign(new TypeError('no such city'), { code: 'ENOCITY' }) });
    outer.createEventSpan({ type: 'generic', name: 'moment', attributes: { 'http.route': '/a' } });
    outer.createChildSpan({ type: 'workflow_step', name: 'slow' }).end({ endReason: 'timeout' });
    outer.end();
    await observability.flush();

    const root = wire.span('invoke_workflow trip');
    expect(root).toMatchObject({ traceId: '12'.repeat(16), parentSpanId: '34'.repeat(8), status: {} });
    // The bits of OTLP's flags that say: it is known whether the parent is remote, and it is.
    expect(root.flags! & 0x300).toBe(0x300);
    expect(root.links).toEqual([{ traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8), attributes: { why: 'retry' } }]);
    expect(root.attributes['gen_ai.workflow.name']).toBe('trip');
    const failed = wire.span('execute_tool lookup');
    expect(failed.status).toEqual({ code: 2, message: 'no such city' });
    expect(failed.attributes['error.type']).toBe('ENOCITY');
    expect(failed.events).toEqual([
      {
        name: 'exception',
        timeUnixNano: failed.endTimeUnixNano,
        attributes: {
          'exception.type': 'TypeError',
          'exception.message': 'no such city',
          'exception.stacktrace': expect.stringContaining('TypeError: no such city'),
        },
      },
    ]);
    const slow = wire.span('slow');
    expect(slow.status).toEqual({ code: 2, message: 'timeout' });
    expect(slow.attributes).toMatchObject({ 'error.type': 'timeout', 'mastra.span.end_reason': 'timeout' });
    const moment = wire.span('moment');
    expect(moment.endTimeUnixNano).toBe(moment.startTimeUnixNano);
    expect(moment.attributes['http.route']).toBe('/a');
  });

  it('sends logs, scores and feedback in the context of their span', async () => {
    const { agent, tool } = await wire.sendAgentRun();
    const [line, score, feedback] = [
      wire.logs.find(log => log.body === 'looking up'),
      wire.logs.find(log => log.eventName === 'gen_ai.evaluation.result'),
      wire.logs.find(log => log.eventName === 'mastra.feedback'),
    ];
    expect(line).toMatchObject({ traceId: tool.traceId, spanId: tool.id, severityNumber: 13, severityText: 'WARN' });
    expect(line!.attributes).toMatchObject({
      city: 'Oslo',
      attempt: 2,
      nested: '{"a":1}',
      'session.id': 's-1',
      'mastra.entity.name': 'get-weather',
      'log.record.uid': expect.any(String),
    });
    expect(score).toMatchObject({
      traceId: agent.traceId,
      spanId: agent.id,
      severityNumber: 9,
      body: 'relevance: 0.9',
    });
    expect(score!.attributes).toMatchObject({
      'gen_ai.evaluation.name': 'relevance',
      'gen_ai.evaluation.score.value': 0.9,
      'gen_ai.evaluation.explanation': 'on topic',
      'mastra.scorer.version': '2',
      'mastra.score.id': expect.any(String),
    });
    expect(feedback).toMatchObject({ traceId: agent.traceId, spanId: agent.id, body: 'thumbs: up' });
    expect(feedback!.attributes).toMatchObject({
      'mastra.feedback.type': 'thumbs',
      'mastra.feedback.source': 'user',
      'mastra.feedback.value': 'up',
      'mastra.feedback.comment': 'nice',
    });
    expect(wire.logs).toHaveLength(3);
  });

  it('makes an error in the data of a log an exception', async () => {
    const { observability, instance } = wire.pipeline();
    instance.startSpan({ type: 'generic', name: 'work' }).logger.error('failed', { error: new RangeError('too far') });
    await observability.flush();
    expect(wire.logs[0]!.attributes).toMatchObject({
      'exception.type': 'RangeError',
      'exception.message': 'too far',
      'exception.stacktrace': expect.stringContaining('RangeError'),
    });
  });
});
