import { MastraError } from '../error/index.ts';

/** Finds something by its key in the configuration, or by its own id. */
export function findRegistered<T extends { readonly id: string }>(
  registered: Readonly<Record<string, T>>,
  kind: 'agent' | 'workflow' | 'tool',
  id: string,
): T {
  const found = Object.hasOwn(registered, id) ? registered[id] : Object.values(registered).find(one => one.id === id);
  if (found) return found;
  const names = Object.keys(registered);
  throw new MastraError({
    code: `MASTRA_${kind.toUpperCase()}_NOT_FOUND`,
    domain: 'MASTRA',
    message:
      `There is no ${kind} ${JSON.stringify(id)}. ` +
      (names.length > 0
        ? `There is: ${names.join(', ')}.`
        : `None is registered; give it to new Mastra({ ${kind}s: { … } }).`),
    details: { id, registered: names },
  });
}
