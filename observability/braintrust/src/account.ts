import { MastraError } from '@mastra/core/error';
import type { HttpClient } from '@mastra/observability/exporters';
import { z } from 'zod';
import type { Connection } from './options.ts';

/** Where rows are sent, and to which project. */
export interface Account {
  readonly apiUrl: string;
  readonly projectId: string;
}

const loginAnswer = z.object({ org_info: z.array(z.object({ name: z.string(), api_url: z.string() })) });
const projectAnswer = z.object({ id: z.string().min(1) });

/**
 * Finds the data plane of the key's organization, as the vendor's SDK does, and the project by its name. A project is made
 * where there is none; asking twice makes one.
 */
export async function openAccount(connection: Connection, serviceName: string, http: HttpClient): Promise<Account> {
  const apiUrl = connection.apiUrl ?? (await dataPlaneOf(connection, http));
  if (connection.projectId) return { apiUrl, projectId: connection.projectId };
  const name = connection.project ?? serviceName;
  const answer = await http.send({
    url: `${apiUrl}/v1/project`,
    method: 'POST',
    headers: { ...authorization(connection), 'content-type': 'application/json' },
    body: JSON.stringify({ name, ...(connection.orgName && { org_name: connection.orgName }) }),
    what: `Braintrust (project '${name}')`,
  });
  return { apiUrl, projectId: read(projectAnswer, answer, `${apiUrl}/v1/project`).id };
}

export const authorization = ({ apiKey }: Connection) => ({ authorization: `Bearer ${apiKey}` });

async function dataPlaneOf(connection: Connection, http: HttpClient): Promise<string> {
  const url = `${connection.appUrl}/api/apikey/login`;
  const headers = { ...authorization(connection), 'content-type': 'application/json' };
  const answer = await http.send({ url, method: 'POST', headers, what: 'Braintrust (log-in)' });
  const { org_info } = read(loginAnswer, answer, url);
  const { orgName } = connection;
  const found = orgName ? org_info.find(org => org.name === orgName) : org_info[0];
  if (found) return found.api_url.replace(/\/+$/, '');
  throw new MastraError({
    code: 'BRAINTRUST_ORGANIZATION_UNKNOWN',
    domain: 'EXPORTER',
    message: orgName
      ? `The API key does not belong to the organization '${orgName}', but to: ${org_info.map(org => org.name).join(', ') || 'none'}. Give its name as orgName or BRAINTRUST_ORG_NAME.`
      : 'The API key belongs to no organization of Braintrust. Make one in the settings of an organization.',
  });
}

function read<T extends z.ZodType>(schema: T, text: string, url: string): z.output<T> {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    answer = text;
  }
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new MastraError({
    code: 'BRAINTRUST_ANSWER_UNEXPECTED',
    domain: 'EXPORTER',
    message: `${url} answers, but not as Braintrust does. Check appUrl and apiUrl (BRAINTRUST_APP_URL, BRAINTRUST_API_URL).`,
    cause: parsed.error,
  });
}
