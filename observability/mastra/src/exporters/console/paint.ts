const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 } as const;

/** How a piece of text may look. */
export type Style = keyof typeof CODES;

/** Gives a text a look, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

const PLAIN: Paint = (_style, text) => text;
const COLOURED: Paint = (style, text) => (text === '' ? text : `\u001b[${CODES[style]}m${text}\u001b[0m`);

export function painter(colors: boolean): Paint {
  return colors ? COLOURED : PLAIN;
}

/**
 * Whether colours are wanted: `FORCE_COLOR` says yes (`0` or `false`: no) wherever the output goes, `NO_COLOR` and a
 * dumb terminal say no, and otherwise a terminal gets them.
 */
export function wantsColors(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  const { FORCE_COLOR, NO_COLOR, TERM } = env;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return isTerminal && !NO_COLOR && TERM !== 'dumb';
}
