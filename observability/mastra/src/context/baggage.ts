/** W3C Baggage, https://www.w3.org/TR/baggage/: what every service has to hand on at least, and we at most. */
const MAX_BYTES = 8192;
const MAX_MEMBERS = 64;
/** A member as it may stand in a header: visible ASCII, a key, an equals sign. */
const MEMBER = /^[!-~]+?\s*=[ -~]*$/;

/** The members of a `baggage` header as they are written, properties included, without those that are malformed. */
function membersOf(header: string): readonly string[] {
  // Where the header is too long, the member that crosses the bound is not whole.
  const whole = header.length > MAX_BYTES ? header.slice(0, header.lastIndexOf(',', MAX_BYTES) + 1) : header;
  const members: string[] = [];
  for (const member of whole.split(',', MAX_MEMBERS)) {
    const trimmed = member.trim();
    if (MEMBER.test(trimmed)) members.push(trimmed);
  }
  return members;
}

const keyOf = (member: string): string => member.slice(0, member.indexOf('=')).trim();

/** The values of the members, without their properties and without those whose encoding is broken. */
export function parseBaggage(header: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const member of membersOf(header)) {
    const [pair = ''] = member.split(';', 1);
    const value = decoded(pair.slice(pair.indexOf('=') + 1).trim());
    if (value !== undefined) values.set(keyOf(member), value);
  }
  return values;
}

/** The header without the members whose keys begin with the prefix. Empty where nothing is left. */
export function baggageWithout(header: string, prefix: string): string {
  return membersOf(header)
    .filter(member => !keyOf(member).startsWith(prefix))
    .join(',');
}

/** `undefined` where the percent-encoding is broken: as good as absent. */
function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}

/** A header of our members and then those of others, as many as it may hold. */
export function writeBaggage(own: readonly (readonly [string, string])[], others: string): string {
  const members = own.map(([key, value]) => `${key}=${encodeURIComponent(value.toWellFormed())}`);
  let header = '';
  for (const member of [...members, ...membersOf(others)].slice(0, MAX_MEMBERS)) {
    const next = header === '' ? member : `${header},${member}`;
    if (next.length <= MAX_BYTES) header = next;
  }
  return header;
}
