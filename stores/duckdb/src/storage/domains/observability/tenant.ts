import type { TenantScope } from '@mastra/core/storage';
import { and, raw, type Sql, sql } from '../../engine/sql.ts';

const columns = { organizationId: 'organization_id', resourceId: 'resource_id' } as const;

function conditions(scope: TenantScope, condition: (column: Sql, value: string) => Sql): Sql {
  const given = Object.entries(columns).flatMap(([field, column]) => {
    const value = scope[field as keyof typeof columns];
    return value === undefined ? [] : [condition(raw(column), value)];
  });
  return sql`(${and(given)})`;
}

/** Core's `isOwn` as SQL; never NULL. */
export function isOwnSql(scope: TenantScope): Sql {
  return conditions(scope, (column, value) => sql`${column} IS NOT DISTINCT FROM ${value}`);
}

/** Core's `isNotAnothers` as SQL; never NULL. */
export function isNotAnothersSql(scope: TenantScope): Sql {
  return conditions(scope, (column, value) => sql`coalesce(${column}, ${value}) = ${value}`);
}
