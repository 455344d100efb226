import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The protocols that providers speak. */
export type Protocol = 'chat' | 'responses' | 'anthropic' | 'google' | 'bedrock';

type Json = Readonly<Record<string, unknown>>;

/** A provider on loopback that answers every call with the same text and the usage that it is given. */
export class ProviderServer {
  readonly #server: Server;
  readonly url: string;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(protocol: Protocol, usage: Json): Promise<ProviderServer> {
    const server = createServer((request, response) => {
      let text = '';
      request.on('data', chunk => {
        text += chunk;
      });
      request.on('end', () => {
        const isStream = /"stream":\s*true/.test(text) || request.url?.includes('streamGenerateContent');
        response.writeHead(200, { 'content-type': isStream ? 'text/event-stream' : 'application/json' });
        if (!isStream) response.end(JSON.stringify(whole(protocol, usage)));
        else {
          for (const part of parts(protocol, usage)) {
            if (protocol === 'anthropic') response.write(`event: ${part.type}\n`);
            response.write(`data: ${JSON.stringify(part)}\n\n`);
          }
          response.end(protocol === 'chat' ? 'data: [DONE]\n\n' : '');
        }
      });
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return new ProviderServer(server);
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise(resolve => this.#server.close(() => resolve()));
  }
}

const message = { role: 'assistant', content: 'hi' };
const chat = { id: 'c', created: 0, model: 'm' };

function whole(protocol: Protocol, usage: Json): Json {
  switch (protocol) {
    case 'chat':
      return { ...chat, object: 'chat.completion', choices: [{ index: 0, message, finish_reason: 'stop' }], usage };
    case 'responses':
      return { id: 'r', object: 'response', status: 'completed', created_at: 0, model: 'm', output: [spoken], usage };
    case 'anthropic':
      return {
        ...anthropic,
        content: [{ type: 'text', text: 'hi' }],
        stop_reason: 'end_turn',
        stop_sequence: null,
        usage,
      };
    case 'google':
      return { candidates: [said], usageMetadata: usage };
    case 'bedrock':
      return {
        output: { message: { role: 'assistant', content: [{ text: 'hi' }] } },
        stopReason: 'end_turn',
        metrics: { latencyMs: 1 },
        usage,
      };
  }
}

const spoken = {
  type: 'message',
  id: 'o',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text: 'hi', annotations: [] }],
};
const anthropic = { type: 'message', id: 'm', model: 'm', role: 'assistant' };
const said = { content: { role: 'model', parts: [{ text: 'hi' }] }, finishReason: 'STOP', index: 0 };

function parts(protocol: Protocol, usage: Json): readonly Json[] {
  switch (protocol) {
    case 'chat':
      return [
        { ...chat, object: 'chat.completion.chunk', choices: [{ index: 0, delta: message }] },
        {
          ...chat,
          object: 'chat.completion.chunk',
          choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
          usage,
          // Groq's streams have it here.
          x_groq: { usage },
        },
      ];
    case 'responses':
      return [
        {
          type: 'response.created',
          response: { id: 'r', object: 'response', status: 'completed', created_at: 0, model: 'm' },
        },
        {
          type: 'response.output_item.added',
          output_index: 0,
          item: { ...spoken, status: 'in_progress', content: [] },
        },
        { type: 'response.output_text.delta', item_id: 'o', output_index: 0, content_index: 0, delta: 'hi' },
        { type: 'response.output_item.done', output_index: 0, item: spoken },
        {
          type: 'response.completed',
          response: {
            id: 'r',
            object: 'response',
            status: 'completed',
            created_at: 0,
            model: 'm',
            output: [spoken],
            usage,
          },
        },
      ];
    case 'anthropic': {
      const { output_tokens, ...input } = usage;
      return [
        { type: 'message_start', message: { ...anthropic, content: [], usage: { ...input, output_tokens: 1 } } },
        { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
        { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'hi' } },
        { type: 'content_block_stop', index: 0 },
        { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens } },
        { type: 'message_stop' },
      ];
    }
    case 'google':
      return [{ candidates: [said], usageMetadata: usage }];
    case 'bedrock':
      throw new Error('Bedrock streams in a binary form that this server does not speak');
  }
}
