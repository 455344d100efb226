/**
 * Whom a sender belongs to, as `authorize` knows it. Each field that is given stands in all that the sender sends, whatever
 * the body says.
 */
export interface OtlpTenant {
  readonly organizationId?: string;
  readonly resourceId?: string;
  readonly userId?: string;
}

/** Who a request is from. */
export interface Sender {
  readonly tenant: OtlpTenant;
  /** Whether the tenant that the body names counts, where `authorize` names none. */
  readonly isTrusted: boolean;
}

const FIELDS = ['organizationId', 'resourceId', 'userId'] as const;

/** A tenant without what is no text; `undefined` for what is none at all. */
export function tenantOf(verdict: unknown): OtlpTenant | undefined {
  if (verdict === true) return {};
  if (typeof verdict !== 'object' || verdict === null || verdict instanceof Response) return undefined;
  const given = verdict as Readonly<Record<string, unknown>>;
  const named = FIELDS.filter(field => given[field] !== undefined);
  // A tenant that is meant and comes out empty must not become everybody.
  if (named.length === 0 || named.some(field => typeof given[field] !== 'string' || given[field] === ''))
    return undefined;
  return Object.fromEntries(named.map(field => [field, given[field]]));
}
