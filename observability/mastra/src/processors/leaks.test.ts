import { describe, expect, it } from 'vitest';
import { Capture } from '../spans/capture.ts';
import { SensitiveDataFilter } from './sensitive-data.ts';

/** For placeholders in the texts, which are no templates here. */
const DOLLAR = '$';

const filter = new SensitiveDataFilter({ redactionToken: '▇' });
const capture = new Capture({ maxStringLength: 100_000, maxPayloadBytes: 1_000_000, maxDepth: 50 }, filter);

describe('a secret beside its name is masked', () => {
  it.each([
    // Environment files, settings, shells.
    ['password=hunter2', 'password=▇'],
    ['DB_PASSWORD=hunter2', 'DB_PASSWORD=▇'],
    ['AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG+bPxRfiCY', 'AWS_SECRET_ACCESS_KEY=▇'],
    ['export HF_TOKEN="abc123def"\nA=1', 'export HF_TOKEN="▇"\nA=1'],
    ['PORT=3000\nJWT_SECRET=swordfish\nDEBUG=1', 'PORT=3000\nJWT_SECRET=▇\nDEBUG=1'],
    ['DB_PASS=hunter2 node app.js', 'DB_PASS=▇ node app.js'],
    ['API_KEY_2=abc123', 'API_KEY_2=▇'],
    ['STRIPE_SECRET_PROD=abc123', 'STRIPE_SECRET_PROD=▇'],
    ['PGPASSWORD=hunter2 psql', 'PGPASSWORD=▇ psql'],
    ['password = hunter2', 'password = ▇'],
    ['password: hunter2', 'password: ▇'],
    ['db:\n  user: app\n  password: swordfish\n  port: 5432', 'db:\n  user: app\n  password: ▇\n  port: 5432'],
    ["secretKey: 'x y z'", "secretKey: '▇'"],
    ['PASSWORD=hunter2\\nPORT=1', 'PASSWORD=▇\\nPORT=1'],
    ['private_key: |\n  abcdef123456\nnext: 1', 'private_key: |\n  ▇\nnext: 1'],
    ['cfg["api_key"] = "abc123"', 'cfg["api_key"] = "▇"'],
    ["'password' => 'hunter2',", "'password' => '▇',"],
    ['passwd := "hunter2"', 'passwd := "▇"'],
    ['the api key: abc123def456, and', 'the api key: ▇, and'],
    ['Secret access key: wJalrXUtnFEMI7', 'Secret access key: ▇'],
    // Addresses and forms.
    ['https://x.io/a?api_key=abc123&x=1', 'https://x.io/a?api_key=▇&x=1'],
    [
      'grant_type=client_credentials&client_secret=abc123&scope=a',
      'grant_type=client_credentials&client_secret=▇&scope=a',
    ],
    [
      'https://a.blob.core.windows.net/c?sv=2022&sig=abcDEF123%2Fxyz789%3D',
      'https://a.blob.core.windows.net/c?sv=2022&sig=▇',
    ],
    ['redis://:pass@host:6379', 'redis://:▇@host:6379'],
    ['postgres://u:p@ss@host/db', 'postgres://u:▇@host/db'],
    ['postgres://u:p/a?s#s@host:5432/db', 'postgres://u:▇@host:5432/db'],
    ['mongodb+srv://u:pa55@a.b.net/?w=1', 'mongodb+srv://u:▇@a.b.net/?w=1'],
    ['git clone https://a1b2c3d4e5f6a7b8c9d0@github.com/o/r', 'git clone https://▇@github.com/o/r'],
    ['Server=db;User Id=sa;Password=p4ss w0rd;Encrypt=yes', 'Server=db;User Id=sa;Password=▇;Encrypt=yes'],
    // Headers.
    ['Authorization: Bearer abc', 'Authorization: ▇'],
    ['Authorization: Token 0123abcd', 'Authorization: ▇'],
    ['authorization: Basic dTpw', 'authorization: ▇'],
    ['x-api-key: abc123', 'x-api-key: ▇'],
    ['Cookie: sid=abc123; theme=dark\nHost: x', 'Cookie: ▇\nHost: x'],
    ['Set-Cookie: sid=abc; HttpOnly\r\nHost: x', 'Set-Cookie: ▇\r\nHost: x'],
    ["curl -H 'Authorization: Bearer abc123' https://x.io", "curl -H 'Authorization: ▇' https://x.io"],
    ['Proxy-Authorization: Digest username="a", response="b1"', 'Proxy-Authorization: ▇'],
    // Command lines.
    ['tool --api-key=abc123 --n=1', 'tool --api-key=▇ --n=1'],
    ['tool --password hunter2 --n 1', 'tool --password ▇ --n 1'],
    ['curl -u user:pass https://x.io', 'curl -u user:▇ https://x.io'],
    ['sshpass -p hunter2 ssh a@b', 'sshpass -p ▇ ssh a@b'],
    ['mysql -uroot -phunter2 db', 'mysql -uroot -p▇ db'],
    ["CREATE USER a WITH PASSWORD 'hunter2'", "CREATE USER a WITH PASSWORD '▇'"],
    // Markup.
    ['<password>hunter2</password>', '<password>▇</password>'],
    ['<add key="ApiKey" value="abc123" />', '<add key="ApiKey" value="▇" />'],
    ['<user name="a" password="hunter2"/>', '<user name="a" password="▇"/>'],
    ['<input name="csrf_token" value="a1b2c3d4">', '<input name="csrf_token" value="▇">'],
    // JSON in text, of any depth.
    ['{"password":"hunter2","n":1}', '{"password":"▇","n":1}'],
    [
      JSON.stringify({ a: JSON.stringify({ b: '{"apiKey":"k"}' }) }),
      JSON.stringify({ a: JSON.stringify({ b: '{"apiKey":"▇"}' }) }),
    ],
    ['[["authorization","x"],["accept","y"]]', '[["authorization","▇"],["accept","y"]]'],
    ['["Host","x","Authorization","Bearer y1"]', '["Host","x","Authorization","▇"]'],
    ['{"name":"Authorization","value":"x1"}', '{"name":"Authorization","value":"▇"}'],
    ['{"value":"x1","name":"DB_PASSWORD"}', '{"value":"▇","name":"DB_PASSWORD"}'],
    ["{'api_key': 'abc', 'n': 1}", "{'api_key': '▇', 'n': 1}"],
    ['{ password: "hunter2", n: 1 }', '{ password: "▇", n: 1 }'],
    ['login {"pin":1} failed: password=hunter2', 'login {"pin":1} failed: password=▇'],
  ])('%s', (given, expected) => {
    expect(filter.text(given)).toBe(expected);
  });
});

describe('what is no secret stays', () => {
  it.each([
    'max_tokens: 512, tokens=1024',
    '{"max_tokens":512,"usage":{"input_tokens":9,"token_count":3}}',
    'the password: must be changed',
    'Enter your password: then press enter',
    'password: required',
    'Invalid token: expired 5 minutes ago',
    'the secret: nobody knows it',
    '{"logprobs":{"content":[{"token":" the","logprob":-0.3,"bytes":[32]}]}}',
    '{"tokens":[1,2,3],"token":42}',
    '{"tokens":["the"," cat"]}',
    '{"type":"object","properties":{"token":{"type":"string"},"password":{"description":"x","type":"string"}}}',
    '{"dependencies":{"cookie":"^1.0","jwt":"1.2.3","token":"workspace:*"}}',
    `password: <your-password>, api_key=YOUR_API_KEY, token=${DOLLAR}{TOKEN}, secret: ****`,
    `{"apiKey":"<key>","token":"${DOLLAR}{{ secrets.TOKEN }}","secret":"{{secret}}","password":""}`,
    'token_file: /var/run/secrets/token, key_path=~/.ssh/id_rsa',
    'token: /var/run/secrets/kubernetes.io/serviceaccount/token',
    '.sk-fading-circle .sk-circle12:before { animation-delay: -0.1s }',
    '<div class="sk-cube-grid sk-loading-spinner-large2">',
    'const token = await getToken(req.headers);',
    'const { password } = req.body; if (password === confirm) return;',
    'interface Login { password: string; apiKey?: string; token: Token }',
    'password: z.string().min(8), apiKey: process.env.OPENAI_API_KEY,',
    `headers: { Authorization: \`Bearer ${DOLLAR}{token}\` }`,
    'client = OpenAI(api_key=os.environ["OPENAI_API_KEY"])',
    'def login(user, password=None, token=token):',
    '"Password:" + x + "Token: "',
    '<label for="password">Password</label><input type="password" name="password">',
    'See https://example.com/auth/token?page=2#top and user@example.com',
    'http://localhost:3000/@scope/package',
    'next_page_token: abc, pad_token="<pad>", eos_token: "</s>"',
    'Authorization: Bearer <token>',
    'Authorization: required for all routes',
    'Cookie: chocolate chip is the best',
    'cookies are small, and the cookie: a biscuit',
    'docker run -p 8080:80 -u 1000:1000 image --token-limit 512',
    'at Object.<anonymous> (/app/src/token.ts:12:5)',
    'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    '550e8400-e29b-41d4-a716-446655440000',
    'primary_key: id, foreign key=user_id, keyboard: qwerty, monkey=1',
    'the author: Ada; authority=none; auth: oauth2',
    '{"errors":{"password":"must be at least 8 characters","token":"is invalid"}}',
    '{"required":["username","password"],"enum":["token","secret"]}',
    '["authorization","content-type","x-api-key"]',
    '{"token_type":"Bearer","expires_in":3600,"token_endpoint":"https://a.io/token"}',
    '密码：必须更改。 пароль: неверный. パスワード: 必須',
  ])('%s', given => {
    expect(filter.text(given)).toBe(given);
  });
});

describe('in objects', () => {
  it('masks by name: fields, maps, pairs, rows, raw headers, headers, lists', () => {
    const value = {
      DB_PASS: 'x',
      JWT_SECRET: 'x',
      HF_TOKEN: 'x',
      webhookSecret: 'x',
      apiKeys: ['x', 'y'],
      map: new Map<unknown, unknown>([['client_secret', 'x']]),
      mixed: new Map<unknown, unknown>([
        [1, 'a'],
        ['password', 'x'],
      ]),
      pairs: [
        ['authorization', 'x'],
        ['accept', 'text/html'],
      ],
      rawHeaders: ['Host', 'a.io', 'Authorization', 'Bearer x1', 'X-Api-Key', 'x12'],
      har: [
        { name: 'Authorization', value: 'x' },
        { name: 'Accept', value: 'y' },
      ],
      headers: new Headers({ cookie: 'a=x' }),
      params: new URLSearchParams('api_key=x&n=1'),
      nested: { credentials: { deep: 'x' } },
    };
    expect(capture.value(value)).toEqual({
      DB_PASS: '▇',
      JWT_SECRET: '▇',
      HF_TOKEN: '▇',
      webhookSecret: '▇',
      apiKeys: '▇',
      map: { client_secret: '▇' },
      mixed: [
        [1, 'a'],
        ['password', '▇'],
      ],
      pairs: [
        ['authorization', '▇'],
        ['accept', 'text/html'],
      ],
      rawHeaders: ['Host', 'a.io', 'Authorization', '▇', 'X-Api-Key', '▇'],
      har: [
        { name: 'Authorization', value: '▇' },
        { name: 'Accept', value: 'y' },
      ],
      headers: { cookie: '▇' },
      params: { api_key: '▇', n: '1' },
      nested: { credentials: '▇' },
    });
  });

  it('masks a secret that is a key, and keeps two of them apart', () => {
    const key = (n: string) => ['ghp', `a1B2c3D4${n}`.repeat(4)].join('_');
    expect(capture.value({ [key('x')]: 1, [key('y')]: 2, ordinaryKeyOfAnObject: 3 })).toEqual({
      '▇': 1,
      '▇ (2)': 2,
      ordinaryKeyOfAnObject: 3,
    });
  });

  it('keeps schemas, counts, pieces of text, versions and placeholders', () => {
    const value = {
      logprobs: { content: [{ token: ' the', logprob: -0.1, bytes: [32, 116] }] },
      token: 42,
      tokens: [1, 2, 3],
      pieces: { tokens: ['the', ' cat'] },
      maxTokens: 512,
      schema: { type: 'object', properties: { token: { type: 'string' }, password: { anyOf: [{ type: 'string' }] } } },
      dependencies: { cookie: '^1.0', jwt: '1.2.3' },
      config: { apiKey: '<your key>', password: '', token: `${DOLLAR}{TOKEN}`, secret: null, auth: false },
      required: ['username', 'password', 'token', 'email'],
      allowed: ['authorization', 'content-type'],
      errors: { password: 'must be at least 8 characters' },
      labels: { password: 'Password' },
    };
    expect(capture.value(value)).toEqual(value);
  });
});
