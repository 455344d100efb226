import { ALNUM, DIGITS, type Draw, HEX } from './draw.ts';

const WORDS =
  'agent answer batch budget cache call column context cost count cursor design error event field filter graph index input key label limit log memory message model name number output page parser password plan query range result retry rule sample schema score search secret session size source span stage state status step stream table task text thread time token tool total trace tree update usage user value window work'.split(
    ' ',
  );
const OTHER_SCRIPTS = [
  '请在登录后立即更改您的密码，令牌会在一小时后过期。',
  'パスワード: 必須です。トークンの有効期限が切れました。',
  'Пароль: должен быть изменён. Токен: недействителен.',
  'كلمة المرور: مطلوبة. انتهت صلاحية الرمز المميز.',
  '비밀번호: 변경해야 합니다. 토큰이 만료되었습니다.',
  'Das Passwort: bitte ändern. Der Schlüssel = das Wort in der Mitte.',
  'Le mot de passe : obligatoire. Jeton : expiré.',
];
const CODE = [
  'const token = await getToken(req.headers);',
  'const { password, apiKey } = config;',
  'interface Login { password: string; token?: string; apiKey: string | undefined }',
  'if (password === confirmation && token != null) return next();',
  'password: z.string().min(8).max(64),',
  'apiKey: process.env.OPENAI_API_KEY ?? options.apiKey,',
  'def login(user, password=None, token=token) -> str:',
  'self.token = token',
  'api_key=os.environ["OPENAI_API_KEY"]',
  'let secret = vault.read("secret/data/app").await?;',
  'private final String password;',
  'headers = {"Authorization": f"Bearer {token}"}',
  'for (const token of tokenizer.encode(text)) count += 1;',
  'export type Token = { kind: TokenKind; value: string };',
  'token := r.Header.Get("Authorization")',
  'SELECT id, name, password_hash FROM users WHERE token = $1 AND secret IS NULL;',
  'return cookies().get("theme")?.value;',
  '<input type="password" name="password" placeholder="Your password">',
  'docker run -p 8080:80 -e PASSWORD=$PASSWORD image:latest',
  'curl -H "Authorization: Bearer $TOKEN" https://api.example.com/v1',
];
const PROSE = [
  'The password: must be changed every ninety days.',
  'Enter your password: it is never stored.',
  'Your token: expired. Please sign in again.',
  'The secret to good soup: patience and salt.',
  'Note the key: left column is the primary key, right column the foreign key.',
  'Cookies: chocolate chip, oatmeal, and ginger.',
  'Authentication: required. Authorization: role based.',
  'Max tokens: 4096, temperature: 0.7, top_p = 1.',
  'api key = the thing that you get from the console',
];
const CSS = [
  '.sk-fading-circle .sk-circle12:before { animation-delay: -0.1s; color: #a1b2c3 }',
  '.btn-primary--large_v2 { --token-color: var(--key-color-500); }',
  '<div class="sk-cube-grid sk-loading-dots pk-button-group-large2"></div>',
];

/** Ordinary traffic of agents, by category: none of it is secret. */
const ORDINARY: Readonly<Record<string, (draw: Draw) => unknown>> = {
  words: draw => words(draw, 30),
  'prose about secrets': draw => `${draw.one(PROSE)} ${words(draw, 8)}.`,
  'other scripts': draw => `${draw.one(OTHER_SCRIPTS)}${draw.one(OTHER_SCRIPTS)}`,
  code: draw => `${draw.one(CODE)}\n${draw.one(CODE)}\n// ${words(draw, 6)}`,
  'style sheets': draw => draw.one(CSS),
  'log lines': draw =>
    `2026-01-02T10:00:${draw.text(DIGITS, 2)}Z INFO [${draw.one(WORDS)}] request ${uuid(draw)} took=${draw.number(900)}ms status=200 user_id=${draw.number(9999)}`,
  'stack traces': draw =>
    `TypeError: cannot read '${draw.one(WORDS)}'\n    at Object.<anonymous> (/app/src/auth/token-${draw.one(WORDS)}.ts:${draw.number(99)}:5)`,
  'JSON text': draw =>
    JSON.stringify({
      id: uuid(draw),
      title: words(draw, 5),
      url: `https://example.com/a/${draw.text(HEX, 6)}`,
      stock: draw.number(99),
      tags: [draw.one(WORDS)],
    }),
  objects: draw => ({
    id: uuid(draw),
    createdAt: '2026-01-02T10:00:00.000Z',
    name: words(draw, 2),
    nested: { value: words(draw, 1), key: `item-${draw.number(9)}` },
  }),
  'token counts': draw => ({
    usage: { inputTokens: draw.number(9999), outputTokens: draw.number(999), total_tokens: draw.number(9999) },
    maxTokens: 512,
  }),
  'log probabilities': draw => ({
    content: [{ token: ` ${draw.one(WORDS)}`, logprob: -0.12, bytes: [32, 116] }],
    tokens: [draw.number(5e4), draw.number(5e4)],
  }),
  'log probabilities in text': draw =>
    JSON.stringify({ logprobs: [{ token: ` ${draw.one(WORDS)}`, logprob: -0.5, bytes: null }], tokens: [1, 2] }),
  'schemas and tools': draw => ({
    name: draw.one(WORDS),
    inputSchema: {
      type: 'object',
      properties: { token: { type: 'string', description: words(draw, 4) }, password: { type: 'string' } },
      required: ['token', 'password'],
    },
  }),
  'schemas in text': draw =>
    JSON.stringify({
      type: 'object',
      properties: { apiKey: { description: words(draw, 4), type: 'string' }, secret: { type: 'string' } },
    }),
  'package files': draw =>
    JSON.stringify(
      { dependencies: { cookie: '^1.0.2', jwt: `~${draw.number(9)}.1.0`, 'js-tokens': '4.0.0' } },
      null,
      2,
    ),
  placeholders: draw =>
    draw.one([
      'apiKey: "<your-api-key>"',
      'OPENAI_API_KEY=YOUR_API_KEY',
      'token: ****',
      'password=[REDACTED]',
      'secret: {{secret}}',
      'API_KEY=',
      'password: changeme',
      'token=...',
    ]),
  identifiers: draw =>
    `${uuid(draw)} ${draw.text(HEX, 32)} ${draw.text(HEX, 40)} sha256:${draw.text(HEX, 64)} call_${draw.text(ALNUM, 24)} msg_${draw.text(ALNUM, 24)}`,
  'base64 pictures': draw => `data:image/png;base64,${draw.text(`${ALNUM}+/`, 400)}==`,
  'base64 without a scheme': draw => ({ type: 'image', data: draw.text(`${ALNUM}+/`, 400) }),
  addresses: draw =>
    `see https://example.com/docs/${draw.one(WORDS)}-${draw.one(WORDS)}?page=${draw.number(9)}&sort=${draw.one(WORDS)}#token or mail ada@example.com`,
  paths: draw => ({
    token_file: `/var/run/secrets/${draw.one(WORDS)}/token`,
    key: `~/.ssh/${draw.one(WORDS)}`,
    credentials: './config/credentials.json',
  }),
  'messages of forms': draw => ({
    errors: { password: 'must be at least 8 characters', token: 'is invalid', [draw.one(WORDS)]: 'is required' },
  }),
  'numbers and times': draw =>
    `tokens: ${draw.number(9999)}, token_count=${draw.number(99)}, at ${draw.number(24)}:${draw.text(DIGITS, 2)}, 1.${draw.number(9)}.${draw.number(9)}`,
  markdown: draw =>
    `## Step ${draw.number(9)}: ${words(draw, 4)}\n\n- **${draw.one(WORDS)}**: \`${draw.one(WORDS)}_${draw.one(WORDS)}\` - ${words(draw, 9)}.\n| key | value |\n|---|---|\n| token | ${draw.one(WORDS)} |`,
}; // prettier-ignore

export const ORDINARY_CATEGORIES: readonly string[] = Object.keys(ORDINARY);

export function ordinary(category: string, draw: Draw): unknown {
  return ORDINARY[category]!(draw);
}

const words = (draw: Draw, count: number): string => Array.from({ length: count }, () => draw.one(WORDS)).join(' ');

const uuid = (draw: Draw): string => [8, 4, 4, 4, 12].map(length => draw.text(HEX, length)).join('-');
