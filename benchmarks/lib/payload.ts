const WORDS =
  'agent answer argument batch bucket call column context cost counter cursor delay error event export field filter flow gauge graph index input label latency level log measure memory message metric model name offset order output page parent parser payload queue query range record result retry root route row sample schema score search segment session signal size slice source span stage state status step store stream table tag task thread token tool total trace tree update usage user value window word work'.split(
    ' ',
  );

/** A small generator of its own, so that two runs measure the same text. */
export function random(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Prose of about so many characters, different every time. */
export function prose(length: number, next: () => number): string {
  const words: string[] = [];
  for (let size = 0; size < length; ) {
    const word = WORDS[Math.floor(next() * WORDS.length)]!;
    words.push(word);
    size += word.length + 1;
  }
  return flat(words.join(' ').slice(0, length));
}

/** A piece of text of about so many characters. */
export type Writer = (length: number, next: () => number) => string;

/** Prose as people write it: capitals, punctuation, figures. */
export const punctuated: Writer = (length, next) => {
  let text = '';
  while (text.length < length) {
    const said = prose(40 + next() * 60, next);
    text += `${said[0]!.toUpperCase()}${said.slice(1)}, in ${1950 + Math.floor(next() * 80)} (by Ms. O'Neil): "${prose(30, next)}". `;
  }
  return flat(text.slice(0, length));
};

/** What a tool answers: compact JSON with ids, times and links, which look more like secrets than prose does. */
export const json: Writer = (length, next) => {
  const hex = (digits: number) => Array.from({ length: digits }, () => Math.floor(next() * 16).toString(16)).join('');
  const items: unknown[] = [];
  for (let size = 0; size < length; size += 210) {
    items.push({
      id: `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
      title: prose(60, next),
      createdAt: new Date(1.7e12 + next() * 1e11).toISOString(),
      url: `https://example.com/items/${hex(6)}`,
      stock: Math.floor(next() * 500),
    });
  }
  return flat(JSON.stringify(items).slice(0, length));
};

/** Text in a script without spaces. */
export const chinese: Writer = (length, next) => {
  const characters = Array.from({ length }, () =>
    next() < 0.08 ? '，' : String.fromCharCode(0x4e00 + Math.floor(next() * 3000)),
  );
  return flat(characters.join(''));
};

/** One flat string: joined text would be paid for by whoever reads it first. */
function flat(text: string): string {
  const encoding = /^[\0-\xff]*$/.test(text) ? 'latin1' : 'utf16le';
  return Buffer.from(text, encoding).toString(encoding);
}

/** A conversation of so many characters in all, as an agent sends it to a model. */
export function messages(
  length: number,
  next: () => number,
  write: Writer = prose,
): { role: string; content: { type: string; text: string }[] }[] {
  const each = Math.min(2000, length);
  return Array.from({ length: Math.max(1, Math.round(length / each)) }, (_, i) => ({
    role: i % 2 ? 'assistant' : 'user',
    content: [{ type: 'text', text: write(each, next) }],
  }));
}
