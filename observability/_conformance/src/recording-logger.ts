import type { DiagnosticLogger } from '@mastra/core/observability';

/** Remembers what the pipeline said of its own troubles. */
export class RecordingLogger implements DiagnosticLogger {
  /** Each with its level in front. */
  readonly lines: string[] = [];
  /** What a user would have to look at, without its level. */
  readonly warnings: string[] = [];

  debug(message: string): void {
    this.lines.push(`debug ${message}`);
  }
  info(message: string): void {
    this.lines.push(`info ${message}`);
  }
  warn(message: string): void {
    this.lines.push(`warn ${message}`);
    this.warnings.push(message);
  }
  error(message: string): void {
    this.lines.push(`error ${message}`);
    this.warnings.push(message);
  }
}
