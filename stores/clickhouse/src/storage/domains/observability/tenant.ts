import type { TenantScope } from '@mastra/core/storage';
import { and, raw, type Sql, sql } from '../../engine/sql.ts';

const columns = { organizationId: 'OrganizationId', resourceId: 'ResourceId' } as const;

function conditions(scope: TenantScope, condition: (column: Sql, value: string) => Sql): Sql {
  const given = Object.entries(columns).flatMap(([field, column]) => {
    const value = scope[field as keyof typeof columns];
    return value === undefined ? [] : [condition(raw(column), value)];
  });
  return sql`(${and(given)})`;
}

/** Core's `isOwn` as SQL. An empty column is an absent field, which nobody's is. */
export function isOwnSql(scope: TenantScope): Sql {
  return conditions(scope, (column, value) => sql`(${column} = ${value} AND ${column} != '')`);
}

/** Core's `isNotAnothers` as SQL. */
export function isNotAnothersSql(scope: TenantScope): Sql {
  return conditions(scope, (column, value) => sql`(${column} = ${value} OR ${column} = '')`);
}
