/** Characters of a preview. */
const SHOWN = 200;

/** Characters of JSON text that a preview needs: each that is shown may be an escape of six. */
export const PREVIEW_HEAD = 6 * SHOWN + 2;

const jsonCharacter = /\\u[0-9a-fA-F]{4}|\\[^u]|[^\\"]/gsu;

/**
 * The first characters of a payload, with its size where that is not all.
 *
 * @param head The first `PREVIEW_HEAD` characters of the payload's JSON text.
 * @param bytes The size of the whole JSON text in UTF-8.
 * @example
 * previewOf('"Weather in Oslo?"', 18) // 'Weather in Oslo?'
 */
export function previewOf(head: string | null | undefined, bytes: number): string | null {
  if (head === null || head === undefined || head === '') return null;
  const { text, isWhole } = head.startsWith('"') ? content(head, bytes) : start(head, bytes);
  return isWhole ? text : `${text}… (${bytes.toLocaleString('en-US')} bytes in all)`;
}

interface Start {
  readonly text: string;
  readonly isWhole: boolean;
}

function start(head: string, bytes: number): Start {
  const text = Array.from(head.slice(0, 2 * SHOWN))
    .slice(0, SHOWN)
    .join('');
  return { text, isWhole: Buffer.byteLength(text) >= bytes };
}

function content(head: string, bytes: number): Start {
  const characters = head.slice(1).match(jsonCharacter) ?? [];
  const shown = characters.slice(0, SHOWN).join('');
  const isWhole = characters.length <= SHOWN && Buffer.byteLength(shown) + 2 >= bytes;
  return { text: JSON.parse(`"${shown}"`), isWhole };
}
