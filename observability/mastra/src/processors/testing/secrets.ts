import { VENDOR_KEYS, type VendorKey } from '../vendor-keys.ts';
import { ALNUM, BASE64URL, CAPITALS, DIGITS, type Draw, HEX } from './draw.ts';

/** A secret that was made up, and a value that holds it. */
export interface PlantedSecret {
  readonly category: string;
  readonly secret: string;
  readonly value: unknown;
}

const ALPHABETS: Readonly<Record<VendorKey['alphabet'], string>> = {
  hex: HEX,
  alnum: ALNUM,
  upper: CAPITALS,
  base64url: BASE64URL,
  base64: `${ALNUM}+/`,
  dotted: ALNUM,
};

const NAMES: readonly string[] = [
  'password',
  'DB_PASSWORD',
  'dbPassword',
  'db.password',
  'user-password',
  'PGPASSWORD',
  'passwd',
  'MYSQL_PWD',
  'DB_PASS',
  'secret',
  'JWT_SECRET',
  'clientSecret',
  'client_secret',
  'webhookSecret',
  'AWS_SECRET_ACCESS_KEY',
  'secretKey',
  'apiKey',
  'API_KEY',
  'api-key',
  'x-api-key',
  'OPENAI_API_KEY',
  'openaiApiKey',
  'accessKey',
  'private_key',
  'signingKey',
  'token',
  'HF_TOKEN',
  'accessToken',
  'refresh_token',
  'authToken',
  'GITHUB_TOKEN',
  'sessionToken',
  'STRIPE_SECRET_PROD',
  'API_KEY_2',
  'encryptionKey',
  'sharedAccessKey',
  'passphrase',
]; // prettier-ignore

/** Every form in which names and values meet. */
const MEETINGS: Readonly<Record<string, (name: string, secret: string, draw: Draw) => unknown>> = {
  'object key': (name, secret) => ({ user: 'ada', [name]: secret }),
  'Map key': (name, secret) => new Map([[name, secret]]),
  'list of values': (name, secret) => ({ [plural(name)]: [secret] }),
  pairs: (name, secret) => [
    ['accept', 'text/html'],
    [name, secret],
  ],
  'row of name and value': (name, secret, draw) => ({ [draw.one(['name', 'key'])]: name, value: secret }),
  'environment file': (name, secret) =>
    `NODE_ENV=production\n${name.toUpperCase().replaceAll(/[-.]/g, '_')}=${secret}\nPORT=3000`,
  'export line': (name, secret) => `export ${name.replaceAll(/[-.]/g, '_')}="${secret}"`,
  'settings with blanks': (name, secret) => `[db]\n${name} = ${secret}\nhost = localhost`,
  YAML: (name, secret) => `db:\n  host: localhost\n  ${name}: ${secret}\n  port: 5432`,
  'JSON text': (name, secret) => JSON.stringify({ a: 1, [name]: secret, b: 'x' }),
  'JSON in JSON in JSON': (name, secret) =>
    JSON.stringify({ a: JSON.stringify({ b: JSON.stringify({ [name]: secret }) }) }),
  'environment file in JSON': (name, secret) =>
    JSON.stringify({ text: `A=1\n${name.replaceAll(/[-.]/g, '_')}=${secret}\nB=2` }),
  'rows in JSON text': (name, secret) =>
    JSON.stringify([
      { name: 'accept', value: 'x' },
      { name, value: secret },
    ]),
  'pairs in JSON text': (name, secret) =>
    JSON.stringify([
      [name, secret],
      ['accept', 'text/html'],
    ]),
  'dictionary of Python': (name, secret) => `{'user': 'ada', '${name}': '${secret}'}`,
  'query of an address': (name, secret) => `GET https://api.example.com/v1/items?${name}=${secret}&page=2`,
  'form body': (name, secret) => `grant_type=password&${name}=${secret}&scope=all`,
  'header line': (name, secret) => `Host: example.com\n${name}: ${secret}\nAccept: */*`,
  'connection string': (name, secret) => `Server=db;Database=app;${name}=${secret};Encrypt=yes`,
  'XML attribute': (name, secret) => `<user id="1" ${name}="${secret}" />`,
  'XML element': (name, secret) => `<config><${name}>${secret}</${name}></config>`,
  flag: (name, secret) => `deploy --region eu --${name.toLowerCase().replaceAll(/[_.]/g, '-')}=${secret} --verbose`,
  'flag and blank': (name, secret) => `deploy --${name.toLowerCase().replaceAll(/[_.]/g, '-')} ${secret} --verbose`,
  code: (name, secret) => `const client = new Client({ region: 'eu', "${name}": "${secret}" });`,
  'log line': (name, secret) => `2026-01-02T10:00:00Z WARN login failed user=ada ${name}=${secret} ip=10.0.0.1`,
  'error message': (name, secret) => new Error(`request failed: ${name}: ${secret}`),
}; // prettier-ignore

/** What has neither prefix nor name of its own. */
const SHAPES: Readonly<Record<string, (draw: Draw) => readonly [secret: string, value: unknown]>> = {
  'JSON Web Token': draw =>
    within(`${jwtPart({ alg: 'HS256' })}.${jwtPart({ sub: draw.text(DIGITS, 10) })}.${draw.text(BASE64URL, 43)}`, draw),
  'private key': draw => {
    const body = Array.from({ length: 6 }, () => draw.text(`${ALNUM}+/`, 64)).join('\n');
    return [
      body,
      `-----BEGIN ${draw.one(['RSA ', 'EC ', '', 'OPENSSH '])}PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----`,
    ];
  },
  'password in an address': draw => {
    const secret = `${draw.text(ALNUM, 6)}${draw.one(['', '@', ':', '!', '#', '$'])}${draw.text(ALNUM, 6)}`;
    const scheme = draw.one(['postgres', 'redis', 'mongodb+srv', 'amqp', 'https', 'mysql']);
    return [secret, `connect to ${scheme}://${draw.one(['app', '', 'root'])}:${secret}@db.internal:5432/prod now`];
  },
  'Authorization header': draw => {
    const secret = draw.text(ALNUM, 8 + draw.number(40));
    return [secret, `Authorization: ${draw.one(['Bearer', 'Token', 'Basic', 'ApiKey'])} ${secret}`];
  },
  'Authorization in an object': draw => {
    const secret = draw.text(ALNUM, 8 + draw.number(40));
    return [secret, { headers: { Authorization: `Bearer ${secret}` } }];
  },
  'Cookie header': draw => {
    const secret = draw.text(ALNUM, 20);
    return [secret, `Cookie: theme=dark; sid=${secret}\nHost: example.com`];
  },
  'raw headers': draw => {
    const secret = draw.text(ALNUM, 24);
    return [secret, { rawHeaders: ['Host', 'example.com', 'Authorization', `Bearer ${secret}`] }];
  },
  'bearer token in prose': draw => {
    const secret = draw.text(ALNUM, 32);
    return [secret, `it was called with Bearer ${secret} and failed`];
  },
  'user of curl': draw => {
    const secret = draw.text(ALNUM, 12);
    return [secret, `curl -s -u admin:${secret} https://example.com`];
  },
  'webhook of Slack': draw => {
    const secret = draw.text(ALNUM, 24);
    return [
      secret,
      `post to https://hooks.slack.com/services/T${draw.text(CAPITALS, 9)}/B${draw.text(CAPITALS, 9)}/${secret}`,
    ];
  },
  'shared access signature': draw => {
    const secret = draw.text(ALNUM, 43);
    return [secret, `https://a.blob.core.windows.net/c/f.txt?sv=2022-11-02&se=2026-01-01&sp=r&sig=${secret}%3D`];
  },
  'token of a Telegram bot': draw => within(`${draw.text(DIGITS, 10)}:AA${draw.text(BASE64URL, 33)}`, draw),
  'secret of Azure': draw => within(`${draw.text(ALNUM, 3)}8Q~${draw.text(ALNUM, 34)}`, draw),
  'token of Terraform': draw => within(`${draw.text(ALNUM, 14)}.atlasv1.${draw.text(ALNUM, 67)}`, draw),
  'key of an object': draw => {
    const secret = ['ghp', draw.text(ALNUM, 36)].join('_');
    return [secret, { users: { [secret]: { name: 'ada' } } }];
  },
}; // prettier-ignore

export const SECRET_CATEGORIES: readonly string[] = [
  'keys with a prefix',
  ...Object.keys(MEETINGS),
  ...Object.keys(SHAPES),
];

/** A secret of this category. Formats are facts; nothing of it opens anything. */
export function plantSecret(category: string, draw: Draw): PlantedSecret {
  const shape = SHAPES[category];
  if (shape) {
    const [secret, value] = shape(draw);
    return { category, secret, value };
  }
  const meet = MEETINGS[category];
  if (!meet) {
    const [secret, value] = within(vendorSecret(draw.one(VENDOR_KEYS), draw), draw);
    return { category, secret, value };
  }
  const secret = nameless(draw);
  return { category, secret, value: meet(draw.one(NAMES), secret, draw) };
}

export function vendorSecret({ prefix, alphabet, min }: VendorKey, draw: Draw): string {
  return prefix + draw.text(ALPHABETS[alphabet], Math.max(min, 20) + draw.number(8));
}

/** A password or a key that no prefix shows, as people and programs make them. */
function nameless(draw: Draw): string {
  const word = draw.one(['hunter', 'Summer', 'dragon', 'correct', 'Tr0ub4dor', 'winter', 'falcon']);
  return draw.one([
    () => `${word}${draw.text(DIGITS, 2)}${draw.text(ALNUM, 6)}`,
    () => draw.text(ALNUM, 12 + draw.number(30)),
    () => draw.text(HEX, 32),
    () => `${draw.text(ALNUM, 5)}9${draw.one(['!', '$', '%', '^', '*'])}${draw.text(ALNUM, 5)}`,
  ])();
}

/** Where people and programs leave a key that stands alone. */
function within(secret: string, draw: Draw): readonly [string, unknown] {
  const place = draw.one([
    () => secret,
    () => `use ${secret} for that.`,
    () => ({ messages: [{ role: 'user', content: `here it is: ${secret}` }] }),
    () => JSON.stringify({ output: [secret] }),
    () => JSON.stringify({ text: `a line\n${secret}\nanother` }),
    () => `Error: invalid key ${secret}\n    at call (/app/src/a.js:1:2)`,
    () => `\`\`\`\n${secret}\n\`\`\``,
    () => `密钥是 ${secret}，不要外传`,
  ]);
  return [secret, place()];
}

function plural(name: string): string {
  const plain = name.replace(/[_-](?:\d|PROD)$/, '');
  return plain + (plain === plain.toUpperCase() ? 'S' : 's');
}

function jwtPart(part: object): string {
  return Buffer.from(JSON.stringify({ ...part, typ: 'JWT' })).toString('base64url');
}
