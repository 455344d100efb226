import type { OtlpClientOptions } from '../otlp/client.ts';
import type { OtlpSignal } from '../otlp/signal.ts';
import { type Environment, signalEnvironment } from './environment.ts';
import type { OwnOptions } from './options.ts';

/**
 * How one signal is sent. The environment speaks only where the options name no address: the credentials that it holds
 * belong to the address that it holds.
 */
export function clientSettings(signal: OtlpSignal, options: OwnOptions, env: Environment): OtlpClientOptions {
  const { url, urls, protocol, compression, timeoutMs } = options;
  const headers = { ...options.headers, ...options.signalHeaders?.[signal] };
  const own = { exporter: 'OtelExporter', protocol, compression, timeoutMs };
  const ownUrl = urls?.[signal];
  if (ownUrl !== undefined) return { ...own, headers, urls: { [signal]: ownUrl } };
  if (url !== undefined) return { ...own, headers, url };
  const found = signalEnvironment(signal, env);
  return {
    ...own,
    protocol: protocol ?? found.protocol,
    compression: compression ?? found.compression,
    timeoutMs: timeoutMs ?? found.timeoutMs,
    headers: { ...found.headers, ...headers },
    ...(found.signalUrl === undefined ? { url: found.url } : { urls: { [signal]: found.signalUrl } }),
  };
}
