/**
 * What a name says about its value.
 * - `password`: whatever stands there, numbers too;
 * - `secret`: any text;
 * - `token`: a text that may be something else, such as a piece of a word that a model counts; numbers stay;
 * - `header`: credentials of HTTP, to the end of the line;
 * - `signature`: a secret in the query of an address, and an ordinary word elsewhere.
 */
export type TellingKind = 'password' | 'secret' | 'token' | 'header' | 'signature';

/** A name whose value is a secret. */
export interface Telling {
  /** Names the rule, such as `API_KEY`. */
  readonly rule: string;
  readonly kind: TellingKind;
}

/** Names whose values are secrets, as whole words in any case style, alone or at the end of a longer name. */
const NAMES: Readonly<Record<TellingKind, string>> = {
  password:
    'password passwd passwordHash passwordConfirmation passphrase passcode pwd pass otp totp oneTimePassword ssn cvv cvc pinCode',
  secret: `secret clientSecret privateKey secretKey accessKey secretAccessKey apiKey apiSecret signingKey signingSecret
    encryptionKey decryptionKey masterKey rootKey adminKey authKey serviceKey serviceRoleKey deployKey licenseKey sshKey
    webhookSecret sharedKey sharedAccessKey accountKey storageKey subscriptionKey functionKey functionsKey applicationKey
    appKey consumerKey consumerSecret hmacKey personalAccessKey credential credentials creds connectionString
    sharedAccessSignature recoveryCode backupCode mnemonic seedPhrase`,
  token: `token accessToken refreshToken idToken authToken apiToken sessionToken bearerToken csrfToken xsrfToken sasToken
    accountSas auth basicAuth bearer jwt`,
  header: 'authorization proxyAuthorization cookie cookies setCookie',
  signature: 'sig amzSignature googSignature amzCredential',
};

/** Names that telling words end, and that tell nothing: counts, kinds, pages, and the marks of a tokenizer. */
const HARMLESS = new Set(
  `maxtoken mintoken totaltoken inputtoken outputtoken prompttoken completiontoken cachedtoken reasoningtoken thinkingtoken
  audiotoken texttoken imagetoken numtoken ntoken usedtoken remainingtoken newtoken starttoken endtoken firsttoken lasttoken
  pertoken budgettoken limittoken counttoken stoptoken eostoken bostoken padtoken unktoken clstoken septoken masktoken
  specialtoken addedtoken pagetoken nexttoken nextpagetoken prevtoken previoustoken continuationtoken synctoken canceltoken
  cancellationtoken designtoken colortoken csstoken predictedtoken acceptedtoken rejectedtoken predictiontoken
  currenttoken timetofirsttoken cachecreationtoken cachereadtoken cachetoken cacheinputtoken nonce publictoken tokentoken
  bypass compass needauth requireauth requiresauth hasauth noauth isauth useauth enableauth withauth skipauth oauth
  acceptcookie hascookie samesitecookie usecookie iscookie tlsauth saslauth`
    .split(/\s+/)
    .filter(Boolean),
);

/** What may follow a telling word without taking its meaning. */
const FOLLOWERS = new Set(
  `prod production dev development stage staging test testing live sandbox local old new current previous primary secondary
  backup main default value hash plain plaintext text raw encrypted encoded base64 b64 confirmation confirm again repeat
  repeated string header env ro rw readonly admin root user live us eu ci`
    .split(/\s+/)
    .filter(Boolean),
);

/** Words long enough to be known at the end of a name that is written in one: `PGPASSWORD`, `openaiapikey`. */
const GLUED = `password passwd passphrase apikey clientsecret privatekey secretkey accesskey accesstoken refreshtoken
  authtoken bearertoken apitoken sessiontoken signingkey webhooksecret apisecret pwd secret`
  .split(/\s+/)
  .filter(Boolean);

/** Names that end in a glued word by chance. */
const NOT_GLUED = new Set(['nonsecret', 'topsecret', 'nosecret', 'cwd']);

/** Keys whose values are secrets, compared without case, `-`, `_`, `.` and white space. */
export const DEFAULT_SENSITIVE_FIELDS: readonly string[] = Object.values(NAMES).flatMap(names =>
  names.split(/\s+/).filter(Boolean),
);

const MAX_WORDS = 4;
const MAX_KNOWN = 5000;
const MAX_KNOWN_IN_TEXTS = 1000;
/** Longer names are rather texts, and what they hold must not be remembered. */
const MAX_REMEMBERED = 64;
/** Longer names are texts. */
const MAX_NAME = 100;
const NO_NAME = /[^\p{L}\p{N}\s_.\-$:@/[\]]/u;
const LETTERS = 32;
/** What `letter` returns for `"`. */
const QUOTE = 0x22 - 0x61;

/** Decides by name, and remembers: a program uses the same few names again and again. */
export class TellingNames {
  readonly #names = new Map<string, Telling>();
  readonly #known = new Map<string, Telling | null>();
  readonly #inTexts = new Map<string, Telling | null>();
  /** Names of the user's own mean what they say, and nothing else does. */
  readonly #isOwn: boolean;
  /** Every three letters that a telling name ends in; absent where a name is shorter, or ends in something else. */
  readonly #lastLetters: Uint8Array | undefined;

  constructor(fields?: readonly string[]) {
    this.#isOwn = fields !== undefined;
    if (fields) {
      for (const name of fields) this.#names.set(normalise(name), { rule: ruleName(name), kind: 'password' });
    } else {
      for (const [kind, names] of Object.entries(NAMES) as [TellingKind, string][]) {
        for (const name of names.split(/\s+/).filter(Boolean)) {
          this.#names.set(normalise(name), { rule: name === 'pass' ? 'PASSWORD' : ruleName(name), kind });
        }
      }
    }
    const names = [...this.#names.keys()];
    const endings = fields ? names : [...names, ...names.map(name => `${name}s`), ...GLUED, ...FOLLOWERS];
    this.#lastLetters = lastLetters(endings);
  }

  /** What a name says of its value; `undefined` for a name that tells nothing. */
  of(name: string): Telling | undefined {
    const known = this.#known.get(name);
    if (known !== undefined) return known ?? undefined;
    const telling = this.#isOwn ? this.#names.get(normalise(name)) : this.#read(name);
    if (name.length <= MAX_REMEMBERED && this.#known.size < MAX_KNOWN) this.#known.set(name, telling ?? null);
    return telling;
  }

  /** Whether a name that ends at this place of a text is worth a closer look. */
  mayEndAt(text: string, last: number): boolean {
    const table = this.#lastLetters;
    if (!table || last < 2) return true;
    const c = letter(text.charCodeAt(last));
    if (c < 0) return this.#mayEndBefore(text, last);
    const b = letter(text.charCodeAt(last - 1));
    const a = letter(text.charCodeAt(last - 2));
    if (a >= 0 && b >= 0) return table[(a * LETTERS + b) * LETTERS + c] === 1;
    // Of our own list only `KEY_EU` and the like end in fewer letters.
    if (!this.#isOwn) return b >= 0 && isJoint(text.charCodeAt(last - 2));
    // What is left out when names are compared could stand between the letters; but a quote says that the name is short.
    return a !== QUOTE && b !== QUOTE;
  }

  /** A number may follow, as in `API_KEY_2`; a backslash belongs to the quote behind the name. */
  #mayEndBefore(text: string, last: number): boolean {
    let at = last;
    if (text.charCodeAt(at) === 0x5c) return true;
    while (last - at < 4 && isDigit(text.charCodeAt(at))) at--;
    if (at === last) return false;
    if (isJoint(text.charCodeAt(at))) at--;
    return letter(text.charCodeAt(at)) >= 0 && this.mayEndAt(text, at);
  }

  /** The same for a name that was read in a text: many of them occur once. */
  inText(name: string): Telling | undefined {
    const known = this.#inTexts.get(name);
    if (known !== undefined) return known ?? undefined;
    if (this.#inTexts.size >= MAX_KNOWN_IN_TEXTS) this.#inTexts.clear();
    const telling = this.#isOwn ? this.#names.get(normalise(name)) : this.#read(name);
    if (name.length <= MAX_REMEMBERED) this.#inTexts.set(name, telling ?? null);
    return telling;
  }

  #read(name: string): Telling | undefined {
    if (name.length > MAX_NAME || NO_NAME.test(name)) return undefined;
    const words = wordsOf(name);
    while (words.length > 1 && isFollower(words.at(-1)!)) words.pop();
    if (words.length === 0) return undefined;
    for (let count = Math.min(MAX_WORDS, words.length); count > 0; count--) {
      const joined = words.slice(-count).join('');
      if (isHarmless(joined)) return undefined;
      const telling = this.#names.get(joined) ?? this.#singular(joined);
      if (telling && !(telling.kind === 'signature' && words.length > count + 1)) {
        return isHarmless(words.slice(-count - 1).join('')) || isHarmless(words.slice(-count - 2).join(''))
          ? undefined
          : telling;
      }
    }
    const last = words.at(-1)!.replace(/(?<=.{8})s$/, '');
    const glued = NOT_GLUED.has(last) ? undefined : GLUED.find(ending => last.endsWith(ending));
    return glued === undefined || isHarmless(last) ? undefined : this.#names.get(glued);
  }

  #singular(word: string): Telling | undefined {
    return word.endsWith('s') ? this.#names.get(word.slice(0, -1)) : undefined;
  }
}

function isHarmless(joined: string): boolean {
  return HARMLESS.has(joined) || (joined.endsWith('s') && HARMLESS.has(joined.slice(0, -1)));
}

function isFollower(word: string): boolean {
  return FOLLOWERS.has(word) || /^\d{1,4}$/.test(word);
}

/** `x-api-key`, `apiKey`, `API_KEY` and `api key` are the words `api` and `key`. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

function lastLetters(names: readonly string[]): Uint8Array | undefined {
  const table = new Uint8Array(LETTERS ** 3);
  for (const name of names) {
    if (/\d$/.test(name)) continue;
    const [a, b, c] = [...name.slice(-3)].map(one => letter(one.charCodeAt(0)));
    if (a === undefined || b === undefined || c === undefined) continue;
    if (a < 0 || b < 0 || c < 0) return undefined;
    table[(a * LETTERS + b) * LETTERS + c] = 1;
  }
  return names.some(name => [...name].length < 3) && names.length < 100 ? undefined : table;
}

/** The place in the alphabet, upper and lower case alike; negative for anything else. */
function letter(code: number): number {
  const place = (code | 0x20) - 0x61;
  return place < 26 ? place : -1;
}

/** `_` or `-` */
const isJoint = (code: number): boolean => code === 0x5f || code === 0x2d;

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

function normalise(name: string): string {
  return name.toLowerCase().replace(/[-_\s.]/g, '');
}

/** `apiKey` is the rule `API_KEY`. */
function ruleName(field: string): string {
  const words = field.replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1_$2');
  return words.toUpperCase().replace(/[^A-Z0-9]+/g, '_') || 'FIELD';
}
