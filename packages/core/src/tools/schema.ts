import type { z } from 'zod';
import { MastraError } from '../error/index.ts';

/** Parses what a tool was given, or what it answered. */
export async function parseToolValue(
  schema: z.ZodType,
  value: unknown,
  tool: string,
  side: 'input' | 'output',
): Promise<unknown> {
  const parsed = await schema.safeParseAsync(value);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(issue => `${issue.path.map(String).join('.') || side}: ${issue.message}`);
  throw new MastraError({
    code: side === 'input' ? 'TOOL_INPUT_INVALID' : 'TOOL_OUTPUT_INVALID',
    domain: 'TOOL',
    message: `The ${side} of the tool '${tool}' does not fit its ${side}Schema. ${lines.join('; ')}`,
    details: { tool, issues: lines },
  });
}
