/** W3C Baggage, https://www.w3.org/TR/baggage/: at most this much is looked at. */
const MAX_BYTES = 8192;
const MAX_MEMBERS = 64;

/** The members of a `baggage` header; properties after a `;` and what is malformed are left out. */
export function parseBaggage(header: string): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  if (header.length > MAX_BYTES) return members;
  for (const member of header.split(',').slice(0, MAX_MEMBERS)) {
    const pair = member.split(';', 1)[0]!;
    const at = pair.indexOf('=');
    if (at <= 0) continue;
    const value = decoded(pair.slice(at + 1).trim());
    if (value !== undefined) members.set(pair.slice(0, at).trim(), value);
  }
  return members;
}

/** `undefined` where the percent-encoding is broken: as good as absent. */
function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}

export function writeBaggage(members: readonly (readonly [string, string])[]): string {
  return members.map(([key, value]) => `${key}=${encodeURIComponent(value.toWellFormed())}`).join(',');
}
