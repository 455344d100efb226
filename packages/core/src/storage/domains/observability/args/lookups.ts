import { z } from 'zod';
import { MAX_LIMIT, tenantShape } from './common.ts';

const traceShape = { traceId: z.string(), ...tenantShape };

/** The key of a span names its trace, too: the span id in it is left alone. */
const ofTrace = { ...traceShape, spanId: z.string().optional() };

export const traceArgsSchema = z.strictObject(ofTrace);
export const spanArgsSchema = z.strictObject({ ...traceShape, spanId: z.string() });
export const spansArgsSchema = z.strictObject({ ...traceShape, spanIds: z.array(z.string()).readonly() });

/** `getTrace` and `getRootSpan`. */
export type TraceArgs = z.input<typeof traceArgsSchema>;
export type GetSpanArgs = z.input<typeof spanArgsSchema>;
export type GetSpansArgs = z.input<typeof spansArgsSchema>;

export const scoreByIdArgsSchema = z.strictObject({ scoreId: z.string(), ...tenantShape });

export type GetScoreByIdArgs = z.input<typeof scoreByIdArgsSchema>;

export const structureArgsSchema = z.strictObject({
  ...ofTrace,
  /** The first span of the window, from 0 in the order of the tree. @default 0 */
  from: z.number().int().min(0).optional(),
  /** Spans of the window. @default all */
  limit: z.number().int().min(1).max(MAX_LIMIT).optional(),
  /** Levels of the tree: 1 for the roots alone. @default all */
  depth: z.number().int().min(1).optional(),
  /** Every span says what its subtree comes to. @default false */
  totals: z.boolean().optional(),
  /** Every span says how large its payloads are. @default false */
  sizes: z.boolean().optional(),
});

export type GetStructureArgs = z.input<typeof structureArgsSchema>;

/** The fields of a span that are read in pieces. */
export const PAYLOAD_FIELDS = ['input', 'output', 'attributes', 'metadata', 'links', 'error'] as const;

export type PayloadField = (typeof PAYLOAD_FIELDS)[number];

/** Bytes of the largest piece of a payload. */
export const MAX_PIECE_BYTES = 16 * 1024 * 1024;

/** Bytes of a piece of a payload where the caller does not say. */
export const DEFAULT_PIECE_BYTES = 65_536;

const offset = z.number().int().min(0);

export const payloadArgsSchema = z
  .strictObject({
    ...traceShape,
    spanId: z.string(),
    field: z.enum(PAYLOAD_FIELDS),
    /** The first byte. @default 0 */
    from: offset.optional(),
    /** The byte after the last one. @default from + 65,536 */
    to: offset.optional(),
  })
  .refine(({ from = 0, to = from }) => to >= from && to - from <= MAX_PIECE_BYTES, {
    message: `Invalid input: expected to between from and from + ${MAX_PIECE_BYTES}`,
    path: ['to'],
  });

export type GetPayloadArgs = z.input<typeof payloadArgsSchema>;

/** A piece of the JSON text of a payload, as the store writes it: one may write `1e+21` and another `1e21`. */
export interface PayloadPiece {
  /**
   * The characters whose first byte in UTF-8 lies in `from` to `to`, without `to`. No character is cut, and neighbouring
   * pieces put together are the whole.
   */
  readonly text: string;
  /** Bytes of `text` in UTF-8. */
  readonly bytes: number;
  /** Bytes of the whole JSON text in UTF-8; 0 where the span has nothing there. */
  readonly total: number;
}

export const discoveryArgsSchema = z.strictObject(tenantShape);
export const discoveryByTypeArgsSchema = z.strictObject({ entityType: z.string().optional(), ...tenantShape });

/** `getEntityTypes`, `getServiceNames`, `getEnvironments`. */
export type DiscoveryArgs = z.input<typeof discoveryArgsSchema>;
/** `getEntityNames`, `getTags`. */
export type DiscoveryByTypeArgs = z.input<typeof discoveryByTypeArgsSchema>;
