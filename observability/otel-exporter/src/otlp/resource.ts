import type { Attributes } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { attributesOf } from './attributes.ts';

/**
 * A resource: what the telemetry is about, such as a service. Keep one and use it for everything that is sent together:
 * OpenTelemetry groups by identity.
 *
 * @example
 * const resource = otlpResource({ 'service.name': 'my-app' });
 */
export function otlpResource(attributes: Readonly<Record<string, unknown>>): Resource {
  return new FixedResource(attributesOf(attributes));
}

/** OpenTelemetry's own resources wait for detectors; ours is known from the start. */
class FixedResource implements Resource {
  readonly attributes: Attributes;

  constructor(attributes: Attributes) {
    this.attributes = attributes;
  }

  merge(other: Resource | null): Resource {
    return new FixedResource({ ...this.attributes, ...other?.attributes });
  }

  getRawAttributes(): ReturnType<Resource['getRawAttributes']> {
    return Object.entries(this.attributes);
  }
}
