/** The tenant that a delete is limited to (without fields everybody), or that a record names. */
export interface TenantScope {
  readonly organizationId?: string | undefined;
  readonly resourceId?: string | undefined;
}

const scopeFields = ['organizationId', 'resourceId'] as const;

/** Every field of the scope is the record's own. */
export function isOwn(record: TenantScope, scope: TenantScope): boolean {
  return scopeFields.every(field => scope[field] === undefined || record[field] === scope[field]);
}

/** No field of the scope is another's: each is the record's own, or absent from it. */
export function isNotAnothers(record: TenantScope, scope: TenantScope): boolean {
  return scopeFields.every(field => scope[field] === undefined || (record[field] ?? scope[field]) === scope[field]);
}

/**
 * Which records of a trace a delete limited to a tenant takes. Always those that say they are the tenant's. Those that
 * say nothing (a score attached later knows only its trace) go too, where the trace is the tenant's alone: some span
 * says it is the tenant's, and none says it is another's. What says it is another's always stays.
 *
 * @returns a test for the records of the trace whose spans are given.
 */
export function tenantTest(spans: readonly TenantScope[], scope: TenantScope): (record: TenantScope) => boolean {
  const alone = spans.some(span => isOwn(span, scope)) && spans.every(span => isNotAnothers(span, scope));
  return record => isOwn(record, scope) || (alone && isNotAnothers(record, scope));
}
