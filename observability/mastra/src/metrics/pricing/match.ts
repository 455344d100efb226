/** How the price list says which names are meant. */
export type NameRule =
  | { readonly equals: string }
  | { readonly starts_with: string }
  | { readonly ends_with: string }
  | { readonly contains: string }
  | { readonly regex: string }
  | { readonly and: readonly NameRule[] }
  | { readonly or: readonly NameRule[] };

export function matches(rule: NameRule, name: string): boolean {
  if ('equals' in rule) return name === rule.equals;
  if ('starts_with' in rule) return name.startsWith(rule.starts_with);
  if ('ends_with' in rule) return name.endsWith(rule.ends_with);
  if ('contains' in rule) return name.includes(rule.contains);
  if ('regex' in rule) return new RegExp(rule.regex).test(name);
  if ('and' in rule) return rule.and.every(part => matches(part, name));
  return rule.or.some(part => matches(part, name));
}
