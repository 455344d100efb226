import { isOwnWork } from '../context/own-work.ts';
import { originOf } from './origin.ts';
import { type PinoLineOptions, readPinoLine } from './pino-line.ts';
import { type LogAdapterOptions, type LogTarget, writeLog } from './target.ts';

export interface PinoDestinationOptions extends LogAdapterOptions, PinoLineOptions {}

/** What pino writes to. */
export interface PinoDestination {
  /** By this pino knows a stream from options when it is the only argument. */
  readonly writable: true;
  /** Takes one or several lines of NDJSON. */
  write(chunk: string): void;
}

/**
 * A destination that makes pino's lines logs of the signal: message, level, time and error, and everything else as
 * `data`. pino calls it within the call that logs, so that every log belongs to the run it was written in. As the
 * target of a worker (`pino.transport`) it cannot know the run; give it to pino as a stream.
 *
 * The level of pino and the `logLevel` of the configuration both count. A line that is no JSON is kept as the message.
 *
 * @example
 * const logger = pino(pinoDestination(mastra));
 *
 * @example
 * // Also on the standard output, and not a second time by a ConsoleExporter:
 * const streams = [{ stream: process.stdout }, { stream: pinoDestination(mastra, { printed: true }) }];
 * const logger = pino({}, pino.multistream(streams));
 */
export function pinoDestination(target: LogTarget, options: PinoDestinationOptions = {}): PinoDestination {
  const metadata = originOf('pino', options.printed);
  return {
    writable: true,
    write(chunk) {
      for (const line of String(chunk).split('\n')) {
        if (line.trim() === '') continue;
        if (!isOwnWork()) writeLog(target, { ...readPinoLine(line, options), metadata });
        // The pipeline reports its own troubles: somebody has to see them, and it must not be the pipeline.
        else if (!options.printed) process.stderr.write(`${line}\n`);
      }
    },
  };
}
