/**
 * A text in which the addresses have lost their user and password: what is said in words must not tell either.
 *
 * @example
 * withoutUser('cannot reach http://ada:secret@db.internal'); // 'cannot reach http://…@db.internal'
 */
export function withoutUser(text: string): string {
  return text.replace(/\/\/[^/\s]*@/g, '//…@');
}
