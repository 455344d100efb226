import { isRecord } from '@mastra/observability/exporters';

/** A payload as a reader wants it: text as it is, what only wraps a text without the wrapping, the rest as JSON. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (isRecord(value)) {
    const keys = Object.keys(value);
    if (keys.length === 1 && typeof value.text === 'string') return value.text;
  }
  if (Array.isArray(value) && value.length === 1 && isRecord(value[0]) && typeof value[0].content === 'string') {
    return value[0].content;
  }
  return JSON.stringify(value) ?? '';
}

export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
}
