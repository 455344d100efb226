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
  // One flat string: joined text would be paid for by whoever reads it first.
  return Buffer.from(words.join(' ').slice(0, length)).toString('latin1');
}

/** A conversation of so many bytes in all, as an agent sends it to a model. */
export function messages(bytes: number, next: () => number): { role: string; content: { type: string; text: string }[] }[] {
  const each = Math.min(2000, bytes);
  return Array.from({ length: Math.max(1, Math.round(bytes / each)) }, (_, i) => ({
    role: i % 2 ? 'assistant' : 'user',
    content: [{ type: 'text', text: prose(each, next) }],
  }));
}
