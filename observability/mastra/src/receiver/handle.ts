import { Admission, type Admitted } from './admission.ts';
import { readBody } from './body.ts';
import { confirmDelivery } from './confirm.ts';
import type { Taken } from './faults.ts';
import { checkSender } from './guard.ts';
import type { Intake } from './intake.ts';
import type { ResolvedReceiverOptions } from './options.ts';
import { RETRY_SOON, Refusal, rpcCodeOf } from './refusal.ts';
import { routeOf, type SignalRoute } from './signals.ts';
import { type Sender, tenantOf } from './tenant.ts';
import { SharedBudget } from './wire/budget.ts';
import { formatOf, JSON_FORMAT, type WireFormat } from './wire/format.ts';

/** Makes the function that answers requests. It never rejects: whatever goes wrong is an answer. */
export function createHandler(
  options: ResolvedReceiverOptions,
  intake: Intake,
  onError: (error: unknown) => void,
): (request: Request) => Promise<Response> {
  const admission = new Admission(options.maxConcurrentRequests);
  const budget = new SharedBudget(options.budget);

  return async request => {
    let format = JSON_FORMAT;
    let admitted: Admitted | undefined;
    const share = budget.open();
    try {
      checkSender(request, options.authorize !== undefined);
      const route = checkedRoute(request);
      format = checkedFormat(request);
      admitted = admission.enter();
      if (!admitted) {
        throw new Refusal(503, `${options.maxConcurrentRequests} requests are under way already`, RETRY_SOON);
      }
      const sender = await authorized(request, options);
      if (sender instanceof Response) return sender;
      const bytes = await readBody(request, options, admitted, share);
      const taken = await intake.take({ route, format, bytes, budget: share, sender });
      if (options.acknowledge === 'flushed') await confirmDelivery(options.target);
      return answer(200, format, format.answer(successOf(taken), route.rejectedField));
    } catch (error) {
      if (!(error instanceof Refusal)) onError(error);
      const { status, message, headers } =
        error instanceof Refusal ? error : new Refusal(500, 'the receiver failed', {}, { cause: error });
      const body = format.answer({ status: { code: rpcCodeOf(status), message } }, '');
      return answer(status, format, body, headers);
    } finally {
      admitted?.leave();
      share.close();
    }
  };
}

function checkedRoute(request: Request): SignalRoute {
  const { pathname } = new URL(request.url);
  const route = routeOf(pathname);
  if (!route) {
    const path = pathname.slice(0, 100);
    throw new Refusal(404, `nothing is served at ${path}. Paths: /v1/traces, /v1/logs, /v1/metrics.`);
  }
  if (request.method !== 'POST') {
    throw new Refusal(405, `${request.method} is not served here: POST it.`, { allow: 'POST' });
  }
  return route;
}

function checkedFormat(request: Request): WireFormat {
  const contentType = request.headers.get('content-type');
  const format = formatOf(contentType);
  if (format) return format;
  throw new Refusal(
    415,
    `content-type ${JSON.stringify(contentType?.slice(0, 100) ?? null)} is not known. Allowed: application/x-protobuf, application/json.`,
  );
}

async function authorized(
  request: Request,
  { authorize, trustTenant, target }: ResolvedReceiverOptions,
): Promise<Sender | Response> {
  const verdict = authorize ? await authorize(request) : true;
  if (verdict instanceof Response) return verdict;
  const tenant = tenantOf(verdict);
  if (!tenant) throw new Refusal(401, 'the receiver does not know you', { 'www-authenticate': 'Bearer' });
  const { organizationId } = target.config;
  return { tenant: { ...(organizationId !== undefined && { organizationId }), ...tenant }, isTrusted: trustTenant };
}

function successOf({ rejected, reason }: Taken): Parameters<WireFormat['answer']>[0] {
  return reason === undefined ? {} : { partialSuccess: { rejected, message: reason } };
}

function answer(
  status: number,
  { contentType }: WireFormat,
  body: Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(body, { status, headers: { 'content-type': contentType, ...headers } });
}
