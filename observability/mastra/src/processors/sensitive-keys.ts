/** Keys whose values are secrets, compared without case, `-` and `_`. */
export const DEFAULT_SENSITIVE_FIELDS: readonly string[] = [
  'password',
  'passwd',
  'passwordHash',
  'passwordConfirmation',
  'passphrase',
  'pwd',
  'otp',
  'connectionString',
  'secret',
  'token',
  'apiKey',
  'auth',
  'authorization',
  'proxyAuthorization',
  'bearer',
  'bearerToken',
  'jwt',
  'credential',
  'credentials',
  'clientSecret',
  'privateKey',
  'accessKey',
  'secretKey',
  'accessToken',
  'refreshToken',
  'idToken',
  'authToken',
  'apiToken',
  'sessionToken',
  'csrfToken',
  'cookie',
  'setCookie',
  'ssn',
];

/** A longer key that ends in one of these names a secret too: `openaiApiKey`, `DB_PASSWORD`. */
const ENDINGS = [
  'password',
  'passwd',
  'passphrase',
  'apiKey',
  'clientSecret',
  'privateKey',
  'secretKey',
  'accessKey',
  'accessToken',
  'refreshToken',
  'authToken',
  'bearerToken',
  'apiToken',
  'sessionToken',
];

const MAX_KNOWN_KEYS = 5000;
const LETTERS = 32;
/** What `letter` answers for `"`. */
const QUOTE = 0x22 - 0x61;

/** Decides by name, and remembers: a program uses the same few keys again and again. */
export class SensitiveKeys {
  /** The rule of each name. */
  readonly #exact: ReadonlyMap<string, string>;
  readonly #endings: readonly (readonly [ending: string, rule: string])[];
  readonly #known = new Map<string, string | undefined>();
  /** Every three letters that a sensitive name ends in; absent where a name is shorter, or ends in something else. */
  readonly #lastLetters: Uint8Array | undefined;

  constructor(fields: readonly string[] = DEFAULT_SENSITIVE_FIELDS) {
    this.#exact = new Map(fields.map(name => [normalise(name), ruleName(name)]));
    // A list of the user's own means what it says.
    this.#endings = fields === DEFAULT_SENSITIVE_FIELDS ? ENDINGS.map(name => [normalise(name), ruleName(name)]) : [];
    this.#lastLetters = lastLetters([...this.#exact.keys(), ...this.#endings.map(([ending]) => ending)]);
  }

  /** The rule that a key falls under, such as `API_KEY`; `undefined` for a key that tells nothing. */
  ruleOf(key: string): string | undefined {
    const known = this.#known.get(key);
    if (known !== undefined || this.#known.has(key)) return known;
    const name = normalise(key);
    const rule = this.#exact.get(name) ?? this.#endings.find(([ending]) => name.endsWith(ending))?.[1];
    if (this.#known.size < MAX_KNOWN_KEYS && key.length < 100) this.#known.set(key, rule);
    return rule;
  }

  /** Whether a key that ends at this place of a text is worth a closer look. */
  mayEndAt(text: string, last: number): boolean {
    const table = this.#lastLetters;
    if (!table || last < 2) return true;
    const a = letter(text.charCodeAt(last - 2));
    const b = letter(text.charCodeAt(last - 1));
    const c = letter(text.charCodeAt(last));
    if (a >= 0 && b >= 0 && c >= 0) return table[(a * LETTERS + b) * LETTERS + c] === 1;
    // What is left out when names are compared could stand between the letters; but a quote says that the key is short.
    return a !== QUOTE && b !== QUOTE && c !== QUOTE;
  }
}

function lastLetters(names: readonly string[]): Uint8Array | undefined {
  const table = new Uint8Array(LETTERS ** 3);
  for (const name of names) {
    const [a, b, c] = [...name.slice(-3)].map(one => letter(one.charCodeAt(0)));
    if (a === undefined || b === undefined || c === undefined || a < 0 || b < 0 || c < 0) return undefined;
    table[(a * LETTERS + b) * LETTERS + c] = 1;
  }
  return table;
}

/** The place in the alphabet, upper and lower case alike; negative for anything else. */
function letter(code: number): number {
  const place = (code | 0x20) - 0x61;
  return place < 26 ? place : -1;
}

function normalise(key: string): string {
  return key.toLowerCase().replace(/[-_\s.]/g, '');
}

/** `apiKey` is the rule `API_KEY`. */
function ruleName(field: string): string {
  const words = field.replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1_$2');
  return words.toUpperCase().replace(/[^A-Z0-9]+/g, '_') || 'FIELD';
}
