import { MastraError, withoutUser } from '@mastra/core/error';
import type { OtlpProtocol, OtlpSignal } from './signal.ts';

/** Where OTLP goes: one base for all signals, or an address for each. */
export interface OtlpEndpoints {
  /** The base, for example `http://localhost:4318`: over HTTP, `/v1/traces`, `/v1/logs` and `/v1/metrics` are added. */
  readonly url?: string;
  /** Whole addresses, taken as they are; they win over `url`. */
  readonly urls?: Readonly<Partial<Record<OtlpSignal, string>>>;
}

const DEFAULT_URLS: Readonly<Record<'http' | 'grpc', string>> = {
  http: 'http://localhost:4318',
  grpc: 'http://localhost:4317',
};

/**
 * The address of a signal. Without any, a collector on this machine.
 *
 * @throws MastraError `OTLP_URL_INVALID` for what is not an http or https URL.
 */
export function endpointOf(signal: OtlpSignal, { url, urls }: OtlpEndpoints, protocol: OtlpProtocol): string {
  const own = urls?.[signal];
  if (own !== undefined) return checked(own, `urls.${signal}`).href;
  const base = checked(url ?? DEFAULT_URLS[protocol === 'grpc' ? 'grpc' : 'http'], 'url');
  if (protocol === 'grpc') return base.href;
  if (/\/v1\/(?:traces|logs|metrics)\/?$/.test(base.pathname)) {
    throw invalid(`url is the base of all signals, and '${base.pathname}' is the path of one: leave the path out`);
  }
  base.pathname = `${base.pathname.replace(/\/+$/, '')}/v1/${signal}`;
  return base.href;
}

function checked(text: string, name: string): URL {
  // Without a scheme, "localhost:4317" would be read as a URL of the scheme "localhost".
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && (url.username || url.password)) {
    throw invalid(`${name} has a user or a password in it: give them in headers, as authorization`);
  }
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw invalid(
    `${name} must be a URL that begins with http:// or https:// (given: ${JSON.stringify(withoutUser(text))})`,
  );
}

function invalid(message: string): MastraError {
  return new MastraError({
    code: 'OTLP_URL_INVALID',
    domain: 'EXPORTER',
    message: `The OTLP address is not valid: ${message}.`,
  });
}
