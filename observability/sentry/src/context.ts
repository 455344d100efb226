import type { CorrelationContext } from '@mastra/core/observability';
import type { PlainAttributes } from './attributes.ts';
import type { SentryConfig } from './options.ts';

/** The name that Sentry knows this sender by. */
export const SDK_NAME = 'mastra.sentry';

/** What everything that is sent says about where it comes from. */
export class Origin {
  readonly #config: SentryConfig;
  readonly sdk: { readonly name: string; readonly version: string };
  readonly publicKey: string;
  readonly release: string | undefined;

  /** @param sdkVersion Of the SDK that makes the envelopes. */
  constructor(config: SentryConfig, sdkVersion: string, publicKey: string) {
    this.#config = config;
    this.sdk = { name: SDK_NAME, version: sdkVersion };
    this.publicKey = publicKey;
    this.release = config.release;
  }

  environmentOf(context: CorrelationContext | undefined): string | undefined {
    return this.#config.environment ?? context?.environment;
  }

  /** What Sentry wants on every span, log and measurement. */
  attributes(context: CorrelationContext | undefined): PlainAttributes {
    return {
      'sentry.environment': this.environmentOf(context),
      'sentry.release': this.release,
      'sentry.sdk.name': this.sdk.name,
      'sentry.sdk.version': this.sdk.version,
      'service.name': context?.serviceName,
    };
  }
}

/** Who and what a span or a log belongs to. */
export function correlationAttributes(context: CorrelationContext | undefined): PlainAttributes {
  if (!context) return {};
  return {
    'user.id': context.userId,
    'session.id': context.sessionId,
    'mastra.thread_id': context.threadId,
    'mastra.run_id': context.runId,
    'mastra.request_id': context.requestId,
    'mastra.resource_id': context.resourceId,
    'mastra.organization_id': context.organizationId,
    'mastra.experiment_id': context.experimentId,
    'mastra.source': context.source,
    'mastra.tags': context.tags,
    ...entityAttributes(context),
  };
}

/** The named things around an event: few values each, so that they may be on measurements too. */
export function entityAttributes(context: CorrelationContext | undefined): PlainAttributes {
  return {
    'mastra.entity_type': context?.entityType,
    'mastra.entity_id': context?.entityId,
    'mastra.entity_name': context?.entityName,
    'mastra.parent_entity_type': context?.parentEntityType,
    'mastra.parent_entity_name': context?.parentEntityName,
    'mastra.root_entity_type': context?.rootEntityType,
    'mastra.root_entity_name': context?.rootEntityName,
  };
}
