/** Characters of a failed tool's own words that become the message of the error. */
const MAX_MESSAGE = 1000;

/**
 * The failure that a tool returns instead of throwing it: `{ isError: true, content: [{ type: 'text', text }] }`, as the
 * Model Context Protocol has it.
 *
 * @returns `undefined` for an output that is none.
 */
export function failureIn(output: unknown): Error | undefined {
  if (typeof output !== 'object' || output === null) return undefined;
  const { isError, content } = output as { readonly isError?: unknown; readonly content?: unknown };
  if (isError !== true) return undefined;
  const texts = Array.isArray(content) ? content.map(textOf).filter(text => text !== undefined) : [];
  const said = texts.join('\n') || (typeof content === 'string' ? content : '');
  return new ToolFailure(said.slice(0, MAX_MESSAGE) || 'The tool says that it failed, and not why.');
}

/** An error that a tool returned, rather than threw: it has no stack of its own. */
class ToolFailure extends Error {
  override readonly name = 'ToolFailure';

  constructor(message: string) {
    super(message);
    this.stack = undefined;
  }
}

function textOf(part: unknown): string | undefined {
  const { text } = (part ?? {}) as { readonly text?: unknown };
  return typeof text === 'string' ? text : undefined;
}
