/** Where lines are written. */
export interface LineSink {
  /**
   * Writes lines, in this order, and answers when they are out of the program's hands. `written` is told of each line
   * that is, also where a later one fails.
   */
  write(lines: readonly string[], written: (count: number) => void): Promise<void>;
  close(): Promise<void>;
}
