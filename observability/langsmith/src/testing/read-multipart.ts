export interface ReceivedPart {
  readonly name: string;
  readonly value: unknown;
}

const HEAD =
  /^Content-Disposition: form-data; name="([^"]+)"\r\nContent-Type: application\/json; ?length=(\d+)\r\n\r\n/;

/** The parts of a body, read by their boundary; throws where the length that a part states is not its own. */
export function readMultipart(body: Buffer, contentType: string | undefined): readonly ReceivedPart[] {
  const boundary = contentType?.match(/^multipart\/form-data; boundary=(.+)$/)?.[1];
  if (!boundary) throw new Error(`not multipart: ${contentType}`);
  const [before, ...sections] = body.toString('latin1').split(`--${boundary}`);
  if (before !== '' || sections.pop() !== '--\r\n')
    throw new Error('the body does not begin and end with its boundary');
  return sections.map(section => {
    if (!section.startsWith('\r\n') || !section.endsWith('\r\n')) throw new Error('a part is not framed by line ends');
    const head = section.slice(2).match(HEAD);
    if (!head) throw new Error(`a part has another head: ${section.slice(0, 200)}`);
    const content = Buffer.from(section.slice(2 + head[0].length, -2), 'latin1');
    if (content.length !== Number(head[2]))
      throw new Error(`${head[1]} states ${head[2]} bytes and has ${content.length}`);
    return { name: head[1]!, value: JSON.parse(content.toString('utf8')) as unknown };
  });
}
