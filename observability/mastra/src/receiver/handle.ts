import { readBody } from './body.ts';
import { confirmDelivery } from './confirm.ts';
import type { Intake, Taken } from './intake.ts';
import type { ResolvedReceiverOptions } from './options.ts';
import { RETRY_SOON, Refusal, rpcCodeOf } from './refusal.ts';
import { routeOf, type SignalRoute } from './signals.ts';
import { formatOf, JSON_FORMAT, type WireFormat } from './wire/format.ts';

/** Makes the function that answers requests. It never rejects: whatever goes wrong is an answer. */
export function createHandler(
  options: ResolvedReceiverOptions,
  intake: Intake,
): (request: Request) => Promise<Response> {
  let underWay = 0;

  return async request => {
    let format = JSON_FORMAT;
    const isOver = underWay >= options.maxConcurrentRequests;
    underWay++;
    try {
      const route = checkedRoute(request);
      format = await checkedFormat(request);
      if (isOver) {
        throw new Refusal(503, `${options.maxConcurrentRequests} requests are under way already`, RETRY_SOON);
      }
      const denied = await authorization(request, options);
      if (denied) return denied;
      const message = decode(format, route, await readBody(request, options.maxBodyBytes));
      const taken = await route.take(intake, message);
      if (options.acknowledge === 'flushed') await confirmDelivery(options.target);
      return answer(200, format, format.encode(route.response, partialSuccess(route, taken)));
    } catch (error) {
      return refuse(error instanceof Refusal ? error : internal(error), format);
    } finally {
      underWay--;
    }
  };
}

function checkedRoute(request: Request): SignalRoute {
  const { pathname } = new URL(request.url);
  const route = routeOf(pathname);
  if (!route) throw new Refusal(404, `nothing is served at ${pathname}. Paths: /v1/traces, /v1/logs, /v1/metrics.`);
  if (request.method !== 'POST') {
    throw new Refusal(405, `${request.method} is not served here: POST it.`, { allow: 'POST' });
  }
  return route;
}

async function checkedFormat(request: Request): Promise<WireFormat> {
  const contentType = request.headers.get('content-type');
  const format = await formatOf(contentType);
  if (format) return format;
  throw new Refusal(
    415,
    `content-type ${JSON.stringify(contentType)} is not known. Allowed: application/x-protobuf, application/json.`,
  );
}

async function authorization(request: Request, { authorize }: ResolvedReceiverOptions): Promise<Response | undefined> {
  if (!authorize) return undefined;
  const verdict = await authorize(request);
  if (verdict instanceof Response) return verdict;
  if (verdict !== true) throw new Refusal(401, 'the receiver does not know you', { 'www-authenticate': 'Bearer' });
  return undefined;
}

function decode(format: WireFormat, route: SignalRoute, bytes: Uint8Array): unknown {
  // An empty message is a valid one, and protobuf writes it as no bytes.
  if (bytes.length === 0 && format !== JSON_FORMAT) return {};
  try {
    return format.decode(route.request, bytes);
  } catch (error) {
    throw new Refusal(400, `the body is not a message of OTLP: ${(error as Error).message}`, {}, { cause: error });
  }
}

function partialSuccess(route: SignalRoute, { rejected, reason }: Taken): Readonly<Record<string, unknown>> {
  // A 64-bit number: a text in JSON, and what protobufjs takes as well.
  return rejected === 0
    ? {}
    : { partialSuccess: { [route.rejectedField]: String(rejected), errorMessage: reason ?? '' } };
}

function internal(error: unknown): Refusal {
  const code = (error as { code?: unknown } | undefined)?.code;
  // What is missing is worth telling; what else went wrong here is none of the sender's business.
  const message = code === 'EXPORTER_PEER_MISSING' ? (error as Error).message : 'the receiver failed';
  return new Refusal(500, message, {}, { cause: error });
}

function refuse({ status, message, headers }: Refusal, format: WireFormat): Response {
  return answer(status, format, format.encode('Status', { code: rpcCodeOf(status), message }), headers);
}

function answer(
  status: number,
  format: WireFormat,
  body: Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(body, { status, headers: { 'content-type': format.contentType, ...headers } });
}
