const PRINTED = 'printed';

/** Metadata that says which logger a log came from, and whether that one has printed it already. */
export function originOf(logger: string, printed: boolean | undefined): Readonly<Record<string, unknown>> {
  return Object.freeze(printed ? { logger, [PRINTED]: true } : { logger });
}

/** Whether a log with this metadata was printed by the logger that it came from. */
export function isPrinted(metadata: Readonly<Record<string, unknown>> | undefined): boolean {
  return metadata?.[PRINTED] === true && typeof metadata.logger === 'string';
}
