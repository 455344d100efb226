import { messageOf } from '../message.ts';

/** What to do about a spool that cannot be used, by the system's own code. */
const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: 'Make room on the disk, or lower delivery.spool.maxBytes',
  EDQUOT: 'Make room on the disk, or lower delivery.spool.maxBytes',
  EFBIG: 'Raise the limit of file sizes, or lower delivery.spool.maxBytes',
  EACCES: 'Let this process write there, or name another directory in delivery.spool.dir',
  EPERM: 'Let this process write there, or name another directory in delivery.spool.dir',
  EROFS: 'The file system is read-only: name another directory in delivery.spool.dir',
  ENOTDIR: 'A file is where a directory should be: move it, or name another directory in delivery.spool.dir',
  EEXIST: 'A file is where a directory should be: move it, or name another directory in delivery.spool.dir',
};

export function describeTrouble(exporter: string, path: string, error: unknown): string {
  const advice = ADVICE[(error as { code?: string })?.code ?? ''] ?? 'See whether the disk is well';
  return (
    `[observability] the spool of ${exporter} in ${path} cannot be used: ${messageOf(error)}. ${advice}. ` +
    'Until then events are kept in memory only; the spool is tried again every 30 s.'
  );
}
