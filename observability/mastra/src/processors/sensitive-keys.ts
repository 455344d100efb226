/** Keys whose values are secrets, compared without case, `-` and `_`. */
export const DEFAULT_SENSITIVE_FIELDS: readonly string[] = [
  'password',
  'passwd',
  'passphrase',
  'pwd',
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
  'apikey',
  'clientsecret',
  'privatekey',
  'secretkey',
  'accesskey',
  'accesstoken',
  'refreshtoken',
  'authtoken',
  'bearertoken',
  'apitoken',
  'sessiontoken',
];

const MAX_KNOWN_KEYS = 5000;

/** Decides by name, and remembers: a program uses the same few keys again and again. */
export class SensitiveKeys {
  readonly #exact: ReadonlySet<string>;
  readonly #endings: readonly string[];
  readonly #known = new Map<string, boolean>();

  constructor(fields: readonly string[] | undefined) {
    this.#exact = new Set((fields ?? DEFAULT_SENSITIVE_FIELDS).map(normalise));
    // A list of the user's own means what it says.
    this.#endings = fields ? [] : ENDINGS;
  }

  has(key: string): boolean {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const name = normalise(key);
    const sensitive = this.#exact.has(name) || this.#endings.some(ending => name.endsWith(ending));
    if (this.#known.size < MAX_KNOWN_KEYS && key.length < 100) this.#known.set(key, sensitive);
    return sensitive;
  }
}

function normalise(key: string): string {
  return key.toLowerCase().replace(/[-_\s.]/g, '');
}
