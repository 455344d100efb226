import { listOf, objectOf, textOf } from '../wire/types.ts';
import { contentOf } from './json-content.ts';

/** The names of tools that a call could use, out of their definitions in any of the usual forms. */
export function toolNames(definitions: unknown): readonly string[] | undefined {
  const names = listOf(contentOf(definitions)).flatMap(given => {
    const definition = contentOf(given);
    if (typeof definition === 'string') return [definition];
    const { name, function: inner } = objectOf(definition);
    return textOf(objectOf(inner).name) ?? textOf(name) ?? [];
  });
  return names.length > 0 ? names : undefined;
}
