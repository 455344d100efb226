import type { Writable } from 'node:stream';
import { parseOrThrow } from '@mastra/core/error';
import { SIGNALS, type Signal } from '@mastra/core/observability';
import { z } from 'zod';
import type { ExporterOptions } from '../options.ts';

export interface JsonExporterOptions extends ExporterOptions {
  /** Where the lines go. @default `process.stdout` */
  readonly stream?: Writable;
  /** A file to append to, instead of a stream. Its folder has to be there. */
  readonly path?: string;
  /** The signals that are written. @default all five */
  readonly signals?: readonly Signal[];
  /** The file is put aside before it gets larger than this, in bytes. A single line may be larger. @default no bound */
  readonly maxBytes?: number;
  /** The file is put aside when an hour or a day (UTC) is over. @default never */
  readonly rotateEvery?: 'hour' | 'day';
  /** Files put aside that are kept; the oldest go. @default all */
  readonly maxFiles?: number;
  /** Compress files that are put aside. @default false */
  readonly compress?: 'gzip' | false;
  /** Have the disk confirm every batch before it counts as delivered. @default false */
  readonly fsync?: boolean;
}

const FILE_KEYS = ['maxBytes', 'rotateEvery', 'maxFiles', 'compress', 'fsync'] as const;

type Own = Omit<JsonExporterOptions, keyof ExporterOptions>;

const count = z.number().int().min(1);

const schema = z
  .strictObject({
    stream: z
      .custom<Writable>(value => typeof (value as Writable | undefined)?.write === 'function', {
        error: 'expected a writable stream',
      })
      .optional(),
    path: z.string().min(1).optional(),
    signals: z.array(z.enum(SIGNALS)).min(1).optional(),
    maxBytes: count.optional(),
    rotateEvery: z.enum(['hour', 'day']).optional(),
    maxFiles: count.optional(),
    compress: z.union([z.literal('gzip'), z.literal(false)]).optional(),
    fsync: z.boolean().optional(),
  })
  .superRefine((options, context) => {
    if (options.path !== undefined && options.stream) {
      context.addIssue({ code: 'custom', path: ['stream'], message: 'give either path or stream' });
    }
    for (const key of FILE_KEYS) {
      if (options[key] === undefined || options.path !== undefined) continue;
      context.addIssue({ code: 'custom', path: [key], message: 'is for files: give path as well' });
    }
  });

/** The exporter's own options, checked, and those that every exporter with a queue takes. */
export function splitOptions(given: JsonExporterOptions): { readonly own: Own; readonly rest: ExporterOptions } {
  const { stream, path, signals, maxBytes, rotateEvery, maxFiles, compress, fsync, ...rest } = given;
  const own = parseOrThrow(
    schema,
    { stream, path, signals, maxBytes, rotateEvery, maxFiles, compress, fsync },
    { code: 'JSON_EXPORTER_OPTIONS_INVALID', domain: 'EXPORTER', subject: 'What JsonExporter was given' },
  );
  return { own, rest };
}
