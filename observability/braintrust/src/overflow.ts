import type { HttpClient } from '@mastra/observability/exporters';
import { z } from 'zod';
import type { ProjectFields, RequestBody } from './request-bodies.ts';

const ticketSchema = z.object({
  method: z.enum(['PUT', 'POST']),
  signedUrl: z.url(),
  headers: z.record(z.string(), z.string()).optional(),
  fields: z.record(z.string(), z.string()).optional(),
  key: z.string().min(1),
});

/**
 * Uploads a body that is too large for a request to the object store behind Braintrust, and answers the small body that
 * refers to it. The detour that the vendor's SDK takes.
 */
export async function uploadOverflow(
  http: HttpClient,
  apiUrl: string,
  headers: Readonly<Record<string, string>>,
  body: RequestBody,
  project: ProjectFields,
): Promise<string> {
  const rows = body.rowBytes.map(size => ({ object_ids: project, is_delete: false, input_row: { byte_size: size } }));
  const answer = await http.send({
    url: `${apiUrl}/logs3/overflow`,
    method: 'POST',
    headers,
    body: JSON.stringify({ content_type: 'application/json', size_bytes: body.bytes, rows }),
    what: 'Braintrust (upload of a large row)',
  });
  const ticket = ticketSchema.parse(JSON.parse(answer));
  await http.send({ url: ticket.signedUrl, ...uploadOf(ticket, body.json), what: "Braintrust's object store" });
  return JSON.stringify({ rows: { type: 'logs3_overflow', key: ticket.key }, api_version: 2 });
}

function uploadOf(ticket: z.output<typeof ticketSchema>, json: string) {
  if (ticket.method === 'PUT') {
    return { method: 'PUT', headers: { 'content-type': 'application/json', ...ticket.headers }, body: json } as const;
  }
  const form = new FormData();
  for (const [name, value] of Object.entries(ticket.fields ?? {})) form.append(name, value);
  form.append('file', new Blob([json], { type: ticket.fields?.['Content-Type'] ?? 'application/json' }));
  // The form brings its own content type, with the boundary in it.
  const given = Object.entries(ticket.headers ?? {}).filter(([name]) => name.toLowerCase() !== 'content-type');
  return { method: 'POST', headers: Object.fromEntries(given), body: form } as const;
}
