/** Attribute names of the stable conventions that this package writes (`@opentelemetry/semantic-conventions` 1.45.0). */
export const Otel = {
  ERROR_TYPE: 'error.type',
  EXCEPTION_TYPE: 'exception.type',
  EXCEPTION_MESSAGE: 'exception.message',
  EXCEPTION_STACKTRACE: 'exception.stacktrace',
  SERVER_ADDRESS: 'server.address',
  SERVER_PORT: 'server.port',
  SESSION_ID: 'session.id',
  USER_ID: 'user.id',
  SERVICE_NAME: 'service.name',
  SERVICE_INSTANCE_ID: 'service.instance.id',
  DEPLOYMENT_ENVIRONMENT_NAME: 'deployment.environment.name',
  TELEMETRY_SDK_NAME: 'telemetry.sdk.name',
  TELEMETRY_SDK_LANGUAGE: 'telemetry.sdk.language',
  TELEMETRY_SDK_VERSION: 'telemetry.sdk.version',
  LOG_RECORD_UID: 'log.record.uid',
} as const;

/** The name of the span event that an error becomes. */
export const EXCEPTION_EVENT = 'exception';
