import { Writable } from 'node:stream';
import { type AnySpan, getAmbientSpan, noOpSpan } from '@mastra/core/observability';
import { isOwnWork } from '../context/own-work.ts';
import { type LevelNames, levelNamed } from './levels.ts';
import { originOf } from './origin.ts';
import { type LogAdapterOptions, type LogTarget, writeLog } from './target.ts';

export interface WinstonTransportOptions extends LogAdapterOptions {
  /** The lowest level that this transport takes, as winston names it. @default the level of the logger */
  readonly level?: string;
  /** Levels of your own and what they stand for. @default npm's and syslog's by name; any other is `info` */
  readonly levels?: LevelNames;
}

/** What winston keeps on a logger, of which the transport needs this. */
interface WinstonLogger {
  readonly level?: string;
  readonly levels?: Readonly<Record<string, number>>;
  defaultMeta?: Record<PropertyKey, unknown> | null;
}

type Info = Readonly<Record<PropertyKey, unknown>>;

/** What was true when the log was made: winston may hand it over later. */
interface Moment {
  readonly at: Date;
  /** The no-op span for none: whatever runs when the log is handed over is not its run. */
  readonly span: AnySpan;
}

// winston keeps the level of a log under this symbol, where no format changes it.
const LEVEL = Symbol.for('level');
const MOMENT = Symbol('mastra.moment');

/** A transport of winston: what `winstonTransport` answers. */
export class WinstonTransport extends Writable {
  readonly level: string | undefined;
  readonly #target: LogTarget;
  readonly #options: WinstonTransportOptions;
  readonly #metadata: Readonly<Record<string, unknown>>;
  #logger: WinstonLogger | undefined;

  constructor(target: LogTarget, options: WinstonTransportOptions = {}) {
    super({ objectMode: true });
    this.level = options.level;
    this.#target = target;
    this.#options = options;
    this.#metadata = originOf('winston', options.printed);
    this.on('pipe', source => this.#listenTo(source as unknown as WinstonLogger));
  }

  /** Called by winston with one log. */
  log(info: Info, next: () => void): void {
    if (this.#passes(info)) this.#write(info);
    next();
  }

  override _write(info: Info, _encoding: BufferEncoding, next: () => void): void {
    this.log(info, next);
  }

  /** Has winston note, in the call that logs, the run that it is made in. A slow neighbour may hold the log up later. */
  #listenTo(logger: WinstonLogger): void {
    this.#logger = logger;
    if (logger.defaultMeta && MOMENT in logger.defaultMeta) return;
    const moment = (): Moment => ({ at: new Date(), span: getAmbientSpan() ?? noOpSpan });
    logger.defaultMeta = Object.defineProperty({ ...logger.defaultMeta }, MOMENT, { enumerable: true, get: moment });
  }

  #passes(info: Info): boolean {
    const { level, levels } = { level: this.level ?? this.#logger?.level, levels: this.#logger?.levels };
    const threshold = levels?.[level ?? ''];
    const own = levels?.[levelOf(info)];
    return threshold === undefined || own === undefined || own <= threshold;
  }

  #write(info: Info): void {
    const { level: _level, message, timestamp: _timestamp, ...fields } = info as Record<string, unknown>;
    const text = typeof message === 'string' ? message : textOf(message);
    if (isOwnWork()) {
      // The pipeline reports its own troubles: somebody has to see them, and it must not be the pipeline.
      if (!this.#options.printed) process.stderr.write(`${levelOf(info)}: ${text}\n`);
      return;
    }
    const { at, span } = (info[MOMENT] as Moment | undefined) ?? {};
    const data = Object.fromEntries(Object.entries(fields));
    if (message instanceof Error) data.error = message;
    const log = {
      level: levelNamed(levelOf(info), this.#options.levels),
      message: text,
      data: Object.keys(data).length > 0 ? data : undefined,
      timestamp: at,
      metadata: this.#metadata,
    };
    writeLog(this.#target, log, span);
  }
}

/**
 * A transport that makes winston's logs logs of the signal: message, level and time, and everything else as `data`.
 * Each belongs to the run that it was written in, also where winston hands it over later because another transport is
 * slow. It needs nothing of winston at run time.
 *
 * The level of winston and the `logLevel` of the configuration both count.
 *
 * @example
 * const logger = winston.createLogger({ transports: [winstonTransport(mastra)] });
 *
 * @example
 * // Also on the console, and not a second time by a ConsoleExporter:
 * const transports = [new winston.transports.Console(), winstonTransport(mastra, { printed: true })];
 * const logger = winston.createLogger({ transports });
 */
export function winstonTransport(target: LogTarget, options: WinstonTransportOptions = {}): WinstonTransport {
  return new WinstonTransport(target, options);
}

function levelOf(info: Info): string {
  return String(info[LEVEL] ?? info.level ?? 'info');
}

function textOf(message: unknown): string {
  if (message === undefined) return '';
  if (message instanceof Error) return message.message;
  return typeof message === 'object' ? JSON.stringify(message) : String(message);
}
