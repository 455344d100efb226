import type { Found } from './recogniser.ts';

/** Digits in one piece, in groups of four, or grouped as on cards with 14 or 15 digits. At most 23 characters. */
const DIGITS = /\b(?:\d{14,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?|\d{4}([ -])\d{6}\2\d{4,5})\b/g;

const FIFTH_GROUP = /^((?:\d{4}[ -]){3}\d{4})[ -]\d{1,3}$/;

/** How the numbers of a brand begin, and how many digits they have. */
const BRANDS: readonly { readonly prefix: RegExp; readonly lengths: readonly number[] }[] = [
  { prefix: /^4/, lengths: [16, 19] },
  { prefix: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { prefix: /^3[47]/, lengths: [15] },
  { prefix: /^(?:30[0-5]|3[68]|39)/, lengths: [14] },
  { prefix: /^(?:6011|64[4-9]|65)/, lengths: [16, 19] },
  { prefix: /^35(?:2[89]|[3-8])/, lengths: [16] },
  { prefix: /^62/, lengths: [16, 17, 18, 19] },
];

/** The beginning of an IBAN up to a group that could be taken for a card's. */
const IBAN = /\b[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{4}){0,7}[ -]?$/;

/**
 * Finds the number of a payment card: the length and the beginning of a known brand, in one piece or grouped as it is
 * printed, with the right check digit. No part of an id, a decimal, an IBAN or a telephone number.
 */
export function findCard(text: string, from: number): Found | undefined {
  DIGITS.lastIndex = from;
  for (let match = DIGITS.exec(text); match; match = DIGITS.exec(text)) {
    const start = match.index;
    const [whole] = match;
    // Another number may follow the four groups of four: the end of the validity, the amount.
    for (const digits of [whole, whole.replace(FIFTH_GROUP, '$1')]) {
      const end = start + digits.length;
      if (isCard(digits) && !isPartOfMore(text, start, end)) return { start, end };
    }
    // A card may begin within what was refused.
    DIGITS.lastIndex = start + 1;
  }
  return undefined;
}

function isCard(match: string): boolean {
  const digits = match.replace(/[ -]/g, '');
  const brand = BRANDS.find(({ prefix }) => prefix.test(digits));
  return brand?.lengths.includes(digits.length) === true && hasCheckDigit(digits);
}

function isPartOfMore(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 40), start);
  return /(?:\+|\w[-.])$/.test(before) || /^[-.]\w/.test(text.slice(end, end + 2)) || IBAN.test(before);
}

/** The rule of Luhn: every second digit counts twice, and the sum ends in nothing. */
function hasCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const twice = i % 2 ? digit * 2 : digit;
    sum += twice > 9 ? twice - 9 : twice;
  }
  return sum % 10 === 0;
}
