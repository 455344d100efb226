import type { z } from 'zod';
import { Tool, type ToolConfig } from './tool.ts';
import type { ToolExecutionContext } from './types.ts';

/** What `createTool` takes for a tool whose answer is checked. */
export interface CheckedToolConfig<TId extends string, I extends z.ZodType, O extends z.ZodType> {
  readonly id: TId;
  readonly description: string;
  readonly inputSchema?: I;
  readonly outputSchema: O;
  readonly execute?: (input: z.output<I>, context: ToolExecutionContext) => z.input<O> | Promise<z.input<O>>;
}

/** What `createTool` takes for a tool that answers what it likes. */
export interface UncheckedToolConfig<TId extends string, I extends z.ZodType, R> {
  readonly id: TId;
  readonly description: string;
  readonly inputSchema?: I;
  readonly outputSchema?: undefined;
  readonly execute?: (input: z.output<I>, context: ToolExecutionContext) => R | Promise<R>;
}

/**
 * Makes a tool.
 *
 * @throws `MastraError` `TOOL_ID_INVALID`
 *
 * @example
 * const getWeather = createTool({
 *   id: 'get-weather',
 *   description: 'Weather for a city',
 *   inputSchema: z.object({ city: z.string() }),
 *   outputSchema: z.object({ celsius: z.number() }),
 *   execute: async ({ city }, { logger }) => {
 *     logger.info('looking up', { city });
 *     return { celsius: 21 };
 *   },
 * });
 */
export function createTool<const TId extends string, I extends z.ZodType, O extends z.ZodType>(
  config: CheckedToolConfig<TId, I, O>,
): Tool<z.input<I>, z.output<O>, TId>;
export function createTool<const TId extends string, I extends z.ZodType, R>(
  config: UncheckedToolConfig<TId, I, R>,
): Tool<z.input<I>, R, TId>;
export function createTool(config: ToolConfig<unknown, unknown>): Tool {
  return new Tool(config);
}
