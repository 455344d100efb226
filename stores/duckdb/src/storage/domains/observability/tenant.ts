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

/** Core's `isOwn` as SQL, for rows that refer to their context; never NULL. */
export function isOwnSql(scope: TenantScope): Sql {
  if (isEverybody(scope)) return raw('true');
  const own = conditions(scope, (column, value) => sql`${column} IS NOT DISTINCT FROM ${value}`);
  return sql`(context IS NOT NULL AND context IN (SELECT id FROM mastra_ai_contexts WHERE ${own}))`;
}

/** Core's `isNotAnothers` as SQL, for rows that refer to their context; never NULL. */
export function isNotAnothersSql(scope: TenantScope): Sql {
  if (isEverybody(scope)) return raw('true');
  const anothers = conditions(scope, (column, value) => sql`coalesce(${column}, ${value}) = ${value}`);
  return sql`(context IS NULL OR context NOT IN (SELECT id FROM mastra_ai_contexts WHERE NOT ${anothers}))`;
}

const isEverybody = ({ organizationId, resourceId }: TenantScope) =>
  organizationId === undefined && resourceId === undefined;
