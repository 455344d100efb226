/**
 * Finds spans that are their own or each other's parents. In each circle the link of one span, the first in the given
 * order, is to be cut: then every span is in exactly one finite tree.
 *
 * @param spans - by id, in the order in which the first is chosen
 * @returns the ids of the spans whose parents are below themselves
 * @example
 * circularSpans([{ id: 'a', parentId: 'b' }, { id: 'b', parentId: 'a' }]);   // Set { 'a' }
 */
export function circularSpans(
  spans: Iterable<{ readonly id: string; readonly parentId: string | undefined }>,
): ReadonlySet<string> {
  const parents = new Map<string, string | undefined>();
  const ranks = new Map<string, number>();
  for (const { id, parentId } of spans) {
    parents.set(id, parentId);
    ranks.set(id, ranks.size);
  }
  const settled = new Set<string>();
  const cut = new Set<string>();
  for (const start of parents.keys()) {
    const path = new Set<string>();
    let at: string | undefined = start;
    while (at !== undefined && parents.has(at) && !settled.has(at) && !path.has(at)) {
      path.add(at);
      at = parents.get(at);
    }
    // Only where the walk met itself is there a circle; what leads into it from outside keeps its link.
    if (at !== undefined && path.has(at)) cut.add(firstOnCircle(at, parents, ranks));
    for (const id of path) settled.add(id);
  }
  return cut;
}

function firstOnCircle(
  entry: string,
  parents: ReadonlyMap<string, string | undefined>,
  ranks: ReadonlyMap<string, number>,
): string {
  let first = entry;
  for (let at = parents.get(entry)!; at !== entry; at = parents.get(at)!) {
    if (ranks.get(at)! < ranks.get(first)!) first = at;
  }
  return first;
}
