import { errorReporter } from './diagnostics.ts';
import { listenOnGrpc } from './grpc.ts';
import { createHandler } from './handle.ts';
import { Intake } from './intake.ts';
import { listenOn, type OtlpListener, type OtlpListenOptions } from './listen.ts';
import { type OtlpReceiverOptions, resolveOptions } from './options.ts';
import { Ownership } from './ownership.ts';
import { Pace } from './wire/pace.ts';

/** Takes OTLP over HTTP, and makes events of it. */
export interface OtlpReceiver {
  /**
   * Answers a request to `/v1/traces`, `/v1/logs` or `/v1/metrics`, under any prefix. Never rejects. For frameworks that
   * speak the web's `Request` and `Response`.
   */
  handle(request: Request): Promise<Response>;
  /** Serves the same on a port of its own. */
  listen(options?: OtlpListenOptions): Promise<OtlpListener>;
  /**
   * Serves the same over gRPC, with the package `@grpc/grpc-js`. The port is 4317 by default.
   *
   * @throws MastraError `EXPORTER_PEER_MISSING` where that package is not installed
   */
  listenGrpc(options?: OtlpListenOptions): Promise<OtlpListener>;
}

/**
 * Lets other processes, in any language, write into the store of this one: what they send over OTLP (traces, logs and
 * metrics, protobuf or JSON) becomes events, goes through the processors and on to every exporter.
 *
 * @throws MastraError `OTLP_RECEIVER_OPTIONS_INVALID`
 *
 * @example
 * const receiver = createOtlpReceiver({ observability: mastra.observability });
 * const { url, close } = await receiver.listen({ port: 4318 });
 *
 * @example
 * app.post('/otlp/*', context => receiver.handle(context.req.raw));   // Hono
 */
export function createOtlpReceiver(options: OtlpReceiverOptions): OtlpReceiver {
  const resolved = resolveOptions(options);
  const onError = errorReporter();
  const ownership = new Ownership(resolved.localSpans);
  const intake = new Intake(resolved.target, new Pace(), ownership, resolved.deriveMetrics, onError);
  const handle = createHandler(resolved, intake, onError);
  const isGuarded = resolved.authorize !== undefined;
  return Object.freeze({
    handle,
    listen: (where?: OtlpListenOptions) => listenOn(handle, isGuarded, where),
    listenGrpc: (where?: OtlpListenOptions) => listenOnGrpc(handle, isGuarded, resolved, where),
  });
}
