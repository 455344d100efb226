import { Otel } from '../conventions/general.ts';
import { PACKAGE_VERSION } from '../version.ts';
import { type Environment, resourceEnvironment } from './environment.ts';

export interface ResourceSources {
  readonly serviceName?: string;
  readonly environment?: string;
  /** Told apart from other processes of the service by this. */
  readonly instanceId: string;
  readonly given?: Readonly<Record<string, string | number | boolean>>;
  readonly env: Environment;
}

/** What the telemetry is about. The user's own attributes win, then the configuration, then the environment. */
export function resourceAttributes(sources: ResourceSources): Record<string, unknown> {
  const { serviceName, environment, instanceId, given, env } = sources;
  return {
    [Otel.SERVICE_NAME]: 'unknown_service:node',
    [Otel.SERVICE_INSTANCE_ID]: instanceId,
    ...resourceEnvironment(env),
    ...(serviceName && { [Otel.SERVICE_NAME]: serviceName }),
    ...(environment && { [Otel.DEPLOYMENT_ENVIRONMENT_NAME]: environment }),
    [Otel.TELEMETRY_SDK_NAME]: 'mastra',
    [Otel.TELEMETRY_SDK_LANGUAGE]: 'nodejs',
    [Otel.TELEMETRY_SDK_VERSION]: PACKAGE_VERSION,
    ...given,
  };
}
