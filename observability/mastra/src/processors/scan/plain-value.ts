import type { Telling, TellingKind } from '../telling-names.ts';

/** Words that stand where a secret could, and are none: kinds, states, types of a schema. */
const PLAIN_WORDS = words(`true false yes no none null nil undefined unset empty void any never unknown string str text
  number integer int float boolean bool object array bytes byte char varchar uuid date json optional required mandatory
  nullable missing invalid expired valid incorrect wrong revoked disabled enabled denied granted accepted rejected changed
  hidden masked omitted removed redacted filtered protected encrypted secured secret secrets password passwords token
  tokens key keys basic bearer digest negotiate ntlm oauth oauth2 oidc saml jwt session cookie cookies apikey api_key
  header query inherit auto default always lax strict include omit anonymous public username changeme change_me change-me
  changeit replaceme replace_me placeholder example sample dummy fake todo tbd fixme xxx n/a identity mtls workspace
  latest`);

/** Words that follow a telling name in prose and in code. */
const PROSE_WORDS = words(`await new async function return this self the a an is are was were must should can could will
  would has have had not be been for from with without and or of in on off at to if then else as by see use using used
  your my our their it its please enter here below above again only when where which who what why how never stored sent
  set get got given type value field next iam adc end start test foo bar baz private system user name sensitive`);

const PLACEHOLDER =
  /^(?:\$[A-Za-z_][\w.]*|\$?\$\{[^}]*\}|\$\([^)]*\)|\$?\{\{?[^{}]*\}?\}|<[^<>]*>|%[\w.]+%|%[a-z]|@[\w.]+@|\[[^\]]*\]|__\w+__|:\w+|[*•xX.#_\-…?●]{3,}|\.{2,}.*)$/;
const PLACEHOLDER_WORD =
  /(?:^|[-_ ])(?:your|insert|replace|change|example|sample|placeholder|redacted|dummy|todo|goes[-_ ]here|xxx+)(?:$|[-_ ])/i;
/** The name of an environment variable: what holds the secret, and not the secret. */
const VARIABLE_NAME = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|PWD|CREDENTIALS?|ID)$/;
const VERSION =
  /^(?:[\^~]|[<>]=?|=)\s?v?\d[\w.*+-]*$|^v?\d{1,4}(?:\.(?:\d{1,4}|x|\*)){1,3}(?:-[\w.]+)?$|^(?:workspace|npm|file|link|catalog|patch|github):|^[*]$/;
const PATH = /^(?:~|\.{1,2}|[A-Za-z]:)?(?:[\\/][\w.@+ -]+)+[\\/]?$|^[\w-]+(?:\/[\w.-]+)+\.\w{1,5}$/;
const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\//i;
const FORM_MESSAGE =
  /\b(?:must|should|cannot|can't|can not|is required|required|invalid|incorrect|missing|expired|too (?:short|long|weak)|at least|do(?:es)? not|doesn't|don't|is not|isn't|please|enter|minimum|not found|not provided|forgot|confirm)\b/i;
const CODE_ROOT =
  /^(?:process|os|env|import|config|settings|options|opts|args|params|props|state|this|self|req|request|res|response|ctx|context|user|data|body|headers|secrets|vars|var|local|module|session|credentials|client|app|event|input|process\.env|Deno|Bun|System|std|str|String|Buffer|crypto|jwt|auth|cfg|conf|schema|z|Joi|yup|t|v|types|typing)[.?![(]/;
const TELLING_PART = /pass(?:word|wd)|secret|token|key|auth|cred|cookie|pwd/i;
const UNIT = /^\d+(?:\.\d+)?(?:ms|s|m|h|d|w|y|k|kb|mb|gb|px|em|rem|%|min|sec|days?|hours?|bytes?|chars?|tokens?)$/i;

/** How the value of an `Authorization` header begins. */
export const AUTH_SCHEME =
  /^(Bearer|Basic|Token|ApiKey|Api-Key|Key|Digest|AWS4-HMAC-SHA256|Negotiate|NTLM|GoogleLogin|DPoP|Splunk|SSWS)\s+/i;

/** What stands for a secret that is put in elsewhere: `${TOKEN}`, `<your key>`, `****`, `YOUR_API_KEY`. */
export function isPlaceholder(value: string): boolean {
  const text = value.trim();
  if (text === '' || PLACEHOLDER.test(text) || PLAIN_WORDS.has(text.toLowerCase())) return true;
  if (VARIABLE_NAME.test(text)) return true;
  return !/\d/.test(text) && text.length < 80 && PLACEHOLDER_WORD.test(text);
}

/** Whether the credentials of a header are put in elsewhere: `Bearer ${token}`. */
export function isHeaderPlaceholder(value: string): boolean {
  const credentials = value.replace(AUTH_SCHEME, '');
  return isPlaceholder(credentials) || /^[$%{<]/.test(credentials);
}

/** Whether a text looks drawn by lot: digits among letters, or letters of both cases without a pattern. */
export function looksRandom(text: string): boolean {
  if (text.length < 8) return false;
  const hasDigit = /\d/.test(text);
  const hasLetter = /[A-Za-z]/.test(text);
  if (/\s/.test(text)) return false;
  if (hasDigit && hasLetter) return true;
  return text.length >= 16 && /[a-z]/.test(text) && /[A-Z]/.test(text) && (text.match(/[a-z][A-Z]/g)?.length ?? 0) >= 4;
}

/**
 * Whether a text that stands as the value of a telling name in an object, or quoted, is no secret all the same. Anything
 * that is not recognized as something else is a secret there.
 */
export function isPlainText(value: string, { kind, rule }: Telling, name: string): boolean {
  if (isPlaceholder(value) || (kind === 'header' && isHeaderPlaceholder(value))) return true;
  if (ADDRESS.test(value)) return rule !== 'CONNECTION_STRING';
  if (kind !== 'password' && VERSION.test(value)) return true;
  if (PATH.test(value) && !looksLikeBase64(value)) return true;
  if (value.length <= 40 && value.trim().toLowerCase() === name.trim().toLowerCase()) return true;
  if (/\s/.test(value) && FORM_MESSAGE.test(value) && !/[A-Za-z]\d|\d[A-Za-z]/.test(value)) return true;
  return kind === 'signature' && !looksRandom(value);
}

function looksLikeBase64(value: string): boolean {
  return value.length >= 32 && !value.includes('.') && /\d/.test(value) && /[A-Z]/.test(value) && /[a-z]/.test(value);
}

/** How a name and a value without quotes meet. */
export interface Meeting {
  /** `name=value`, as in environment files, queries and forms: no white space between. */
  readonly isTight: boolean;
  /** Nothing but white space, or the separator of a query or of a list, stands before the name. */
  readonly isFirst: boolean;
  /** Nothing follows the value on its line, or the separator of a query or of a list. */
  readonly isLast: boolean;
  /** The name is made of several words with blanks between, as people write. */
  readonly isPhrase: boolean;
}

/** Whether a value without quotes is a secret. There prose and code look alike, so it has to look like one. */
export function isSecretWord(value: string, { kind }: Telling, name: string, meeting: Meeting): boolean {
  if (isPlaceholder(value) || isPath(value) || ADDRESS.test(value)) return false;
  if (PROSE_WORDS.has(value.toLowerCase())) return false;
  if (/^[\d.,:%+/\\-]+$/.test(value)) return kind === 'password' && /^\d{4,}$/.test(value);
  if (value.toLowerCase() === name.toLowerCase()) return false;
  if (kind === 'signature') return meeting.isTight && value.length >= 16;
  if (kind !== 'password' && VERSION.test(value)) return false;
  if (isWordy(value)) return isSecretAllTheSame(value, kind, meeting);
  const isLoose = !meeting.isTight || meeting.isPhrase;
  if (CODE_ROOT.test(value)) return false;
  if (isLoose && /^[A-Za-z_$][\w$]*(?:\.[\w$]+)*(?:[([]|[?!]\.)/.test(value)) return false;
  if (isLoose && UNIT.test(value)) return false;
  if (isLoose && /^[A-Za-z_$]\w*$/.test(value) && TELLING_PART.test(value) && value.length < 24) return false;
  if (!/[\p{L}\p{N}]/u.test(value)) return false;
  if (kind === 'token') return value.length >= (meeting.isTight ? 4 : 6) && (/\d/.test(value) || value.length >= 16);
  return value.length >= (meeting.isTight ? 3 : meeting.isPhrase ? 6 : 4);
}

const isPath = (value: string) => PATH.test(value) && !looksLikeBase64(value);

/** Words of letters, joined or not: `swordfish`, `userPassword`, `correct-horse`, `config.value`. */
function isWordy(value: string): boolean {
  return /^\p{L}+(?:[-_.'’]\p{L}+)*[.!?]?$/u.test(value);
}

/** A word that is a secret because of where it stands: alone in a line of settings, or in a query. */
function isSecretAllTheSame(value: string, kind: TellingKind, meeting: Meeting): boolean {
  if (looksRandom(value) && value.length >= 20) return true;
  if ((kind !== 'password' && kind !== 'secret') || meeting.isPhrase || !meeting.isFirst || !meeting.isLast)
    return false;
  if (/\p{Ll}\p{Lu}|[._]/u.test(value) && !meeting.isTight) return false;
  return value.length >= 4 && !TELLING_PART.test(value) && !/[.?]$/.test(value);
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/).filter(Boolean));
}
