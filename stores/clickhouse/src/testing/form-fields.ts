/** The fields of a `multipart/form-data` body of texts. */
export function formFields(body: string, boundary: string): readonly (readonly [name: string, value: string])[] {
  const parts = body.split(`--${boundary.replaceAll('"', '')}`).slice(1, -1);
  return parts.map(part => {
    const end = part.indexOf('\r\n\r\n');
    const name = /name="([^"]*)"/.exec(part.slice(0, end))?.[1] ?? '';
    return [name, part.slice(end + 4, -2)] as const;
  });
}
