import type { ExportedFeedback, ExportedLog, ExportedScore } from '@mastra/core/observability';
import type { TreeNote } from './layout.ts';
import type { Style } from './paint.ts';
import { safe } from './text.ts';

export const LEVEL_STYLES: Readonly<Record<ExportedLog['level'], Style>> = {
  debug: 'dim',
  info: 'green',
  warn: 'yellow',
  error: 'red',
  fatal: 'bold',
};

/** Longer texts are cut: a terminal is no place to read a megabyte. */
const MAX_TEXT = 10_000;

/** A text of anybody's in one safe line. */
export function shown(text: string): string {
  if (text.length <= MAX_TEXT) return safe(text);
  return `${safe(text.slice(0, MAX_TEXT))}… (${text.length - MAX_TEXT} more characters)`;
}

/** JSON in one safe line. What JSON cannot hold is named. */
export function shownJson(value: unknown): string {
  if (value === undefined) return '';
  try {
    return shown(JSON.stringify(value) ?? '');
  } catch {
    return '[not JSON]';
  }
}

export function logNote(log: ExportedLog): TreeNote {
  return {
    spanId: log.spanId,
    at: log.timestamp.getTime(),
    head: log.level.toUpperCase().padEnd(5),
    style: LEVEL_STYLES[log.level],
    text: shown(log.message),
    detail: shownJson(log.data),
  };
}

export function scoreNote(score: ExportedScore): TreeNote {
  return {
    spanId: score.spanId,
    at: score.timestamp.getTime(),
    head: 'score',
    style: 'yellow',
    text: `${shown(score.scorerId)} ${score.score}`,
    detail: shown(score.reason ?? ''),
  };
}

export function feedbackNote(feedback: ExportedFeedback): TreeNote {
  return {
    spanId: feedback.spanId,
    at: feedback.timestamp.getTime(),
    head: 'feedback',
    style: 'yellow',
    text: `${shown(feedback.feedbackType)} ${shown(String(feedback.value))}`,
    detail: shown(feedback.comment ?? ''),
  };
}
