import { MastraError } from '@mastra/core/error';

const NOT_FOUND = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']);

/**
 * Loads the library of a destination when it is first needed, so that importing an exporter costs nothing and nobody has
 * to install what they do not use.
 *
 * @throws MastraError `EXPORTER_PEER_MISSING`, with the command that installs it, where the library is not there. The
 * exporter keeps its events and tries again.
 * @example
 * // The `catch` right at the `import` tells bundlers that the package may be missing.
 * const { Client } = await loadPeer('LangSmithExporter', 'langsmith', () => import('langsmith').catch(rethrow));
 */
export async function loadPeer<T>(exporter: string, packageName: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new MastraError({
      code: 'EXPORTER_PEER_MISSING',
      domain: 'EXPORTER',
      message: `${exporter} needs the package '${packageName}', which is not installed. Install it: npm install ${packageName}`,
      details: { exporter, packageName },
      cause: error,
    });
  }
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && NOT_FOUND.has(String(error.code));
}

/** Throws what it is given: for the `catch` by which bundlers know a package that may be missing. */
export function rethrow(error: unknown): never {
  throw error;
}
