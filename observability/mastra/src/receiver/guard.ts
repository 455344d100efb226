import { Refusal } from './refusal.ts';

/**
 * Refuses what a stranger could have a browser of this machine send: requests by another name than this machine's own,
 * and requests of foreign pages.
 *
 * @param isGuarded whether `authorize` decides who may send; then the receiver may have any name
 * @throws Refusal 403
 */
export function checkSender(request: Request, isGuarded: boolean): void {
  const host = request.headers.get('host') ?? new URL(request.url).host;
  if (!isGuarded && !isLoopback(host)) {
    throw new Refusal(
      403,
      `without \`authorize\` the receiver serves this machine only, as localhost or 127.0.0.1, and not ${quoted(host)}. Give createOtlpReceiver an \`authorize\`.`,
    );
  }
  const origin = request.headers.get('origin');
  if (origin === null) return;
  const page = URL.canParse(origin) ? new URL(origin).host : undefined;
  const isOwn = page !== undefined && (page === host || (!isGuarded && isLoopback(page)));
  if (!isOwn) throw new Refusal(403, `pages of ${quoted(origin)} may not send here`);
}

/** Whether a host, with or without a port, names the machine itself. */
export function isLoopback(host: string): boolean {
  const url = `http://${host.includes('::') && !host.startsWith('[') ? `[${host}]` : host}`;
  if (!URL.canParse(url)) return false;
  const { hostname, username, pathname } = new URL(url);
  if (username !== '' || pathname !== '/') return false;
  return (
    hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || IPV4_LOOPBACK.test(hostname)
  );
}

const IPV4_LOOPBACK = /^127(?:\.\d{1,3}){3}$/;

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}
