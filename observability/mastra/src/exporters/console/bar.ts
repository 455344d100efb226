/** The stretch of time that the bars of a report share, in milliseconds since the epoch. */
export interface TimeAxis {
  readonly start: number;
  readonly end: number;
  /** Characters. */
  readonly width: number;
}

// From one eighth of a character to the whole of it.
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/** A stretch of time as a bar in its place on the axis. What is too short to be seen is a thin line. */
export function bar(axis: TimeAxis, start: number, end: number): string {
  const perCell = Math.max(axis.end - axis.start, 1) / axis.width;
  const from = Math.min(Math.floor((start - axis.start) / perCell), axis.width - 1);
  const eighths = Math.round(((end - start) / perCell) * 8);
  const full = Math.min(Math.floor(eighths / 8), axis.width - from);
  const rest = from + full < axis.width ? EIGHTHS[eighths % 8] : '';
  return (' '.repeat(from) + ('█'.repeat(full) + rest || '▏')).padEnd(axis.width);
}
