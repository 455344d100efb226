import type { Sender } from '../tenant.ts';
import { objectOf, textOf } from '../wire/types.ts';
import { shortened } from '../wire/values.ts';
import { AttributeBag } from './attribute-bag.ts';
import { FIELD_LIMITS } from './bounds.ts';

/** What all records of one resource and scope have in common. */
export interface Origin {
  readonly serviceName: string | undefined;
  readonly environment: string | undefined;
  /** Who sent it. */
  readonly sender: Sender;
  /** The name of the instrumentation's scope. */
  readonly scopeName: string | undefined;
  /** Written by an exporter or a bridge of ours, whose attributes are read back into the fields that they come from. */
  readonly isMastra: boolean;
  /** One object for all of them: `resource` (attributes of the sender) and `scope` (of the instrumentation). */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Senders that name no service say so by this prefix, as the protocol asks them to. */
const UNKNOWN_SERVICE = 'unknown_service';

/** Scopes of our packages; a bridge's spans come with the resource of the program's own SDK. */
const OWN_SCOPES = '@mastra/';

export function originOf(resource: unknown, scope: unknown, sender: Sender): Origin {
  const bag = new AttributeBag(objectOf(resource).attributes);
  const serviceName = bag.text('service.name');
  const environment = bag.text('deployment.environment.name', 'deployment.environment');
  const { name, version, attributes } = objectOf(scope);
  const isMastra = bag.peek('telemetry.sdk.name') === 'mastra' || (textOf(name)?.startsWith(OWN_SCOPES) ?? false);
  const scopeRecord = { name: short(name), version: short(version), ...new AttributeBag(attributes).rest };
  const hasScope = Object.values(scopeRecord).some(value => value !== undefined);
  return {
    serviceName: serviceName?.startsWith(UNKNOWN_SERVICE) ? undefined : serviceName,
    environment,
    sender,
    scopeName: short(name),
    isMastra,
    metadata: Object.freeze({
      ...(bag.isEmpty ? {} : { resource: bag.rest }),
      ...(hasScope ? { scope: scopeRecord } : {}),
    }),
  };
}

function short(value: unknown): string | undefined {
  const text = textOf(value);
  return text === undefined ? undefined : shortened(text, FIELD_LIMITS.name);
}
