import {
  type DiscoveryArgs,
  type DiscoveryByTypeArgs,
  discoveryArgsSchema,
  discoveryByTypeArgsSchema,
  foundValues,
  type MetricLabelKeysArgs,
  type MetricLabelValuesArgs,
  type MetricNamesArgs,
  metricLabelKeysArgsSchema,
  metricLabelValuesArgsSchema,
  metricNamesArgsSchema,
  parseArgs,
  type TenantScope,
} from '@mastra/core/storage';
import { join, raw, type Sql, sql } from '../../engine/sql.ts';
import { RUNNING, TABLES } from './columns.ts';
import { type Context, from } from './context.ts';
import { hasText } from './filters.ts';
import { isOwnSql } from './tenant.ts';

export async function entityTypes(context: Context, args?: DiscoveryArgs): Promise<readonly string[]> {
  const tenant = parseArgs(discoveryArgsSchema, 'getEntityTypes', args);
  return foundValues(await distinct(context, everywhere(context, 'EntityType', isOwnSql(tenant))));
}

export async function entityNames(context: Context, args?: DiscoveryByTypeArgs): Promise<readonly string[]> {
  const asked = parseArgs(discoveryByTypeArgsSchema, 'getEntityNames', args);
  return foundValues(await distinct(context, everywhere(context, 'EntityName', ofType(asked))));
}

export async function serviceNames(context: Context, args?: DiscoveryArgs): Promise<readonly string[]> {
  const tenant = parseArgs(discoveryArgsSchema, 'getServiceNames', args);
  return foundValues(await distinct(context, everywhere(context, 'ServiceName', isOwnSql(tenant))));
}

export async function environments(context: Context, args?: DiscoveryArgs): Promise<readonly string[]> {
  const tenant = parseArgs(discoveryArgsSchema, 'getEnvironments', args);
  return foundValues(await distinct(context, everywhere(context, 'Environment', isOwnSql(tenant))));
}

export async function tags(context: Context, args?: DiscoveryByTypeArgs): Promise<readonly string[]> {
  const ofEntity = ofType(parseArgs(discoveryByTypeArgsSchema, 'getTags', args));
  const rows = await context.db.rows(
    sql`SELECT DISTINCT toString(value) AS value FROM (${everywhere(context, 'arrayJoin(Tags)', ofEntity)})`,
  );
  return foundValues(rows.map(row => row.value as string));
}

export async function metricNames(context: Context, args?: MetricNamesArgs): Promise<readonly string[]> {
  const asked = parseArgs(metricNamesArgsSchema, 'getMetricNames', args);
  const found = sql`SELECT DISTINCT Name AS value FROM ${metrics(context)} WHERE ${isOwnSql(asked)}`;
  return foundValues(await distinct(context, found), asked);
}

export async function metricLabelKeys(context: Context, args: MetricLabelKeysArgs): Promise<readonly string[]> {
  const asked = parseArgs(metricLabelKeysArgsSchema, 'getMetricLabelKeys', args);
  const rows = await context.db.rows(
    sql`SELECT DISTINCT toString(arrayJoin(mapKeys(Labels))) AS value FROM ${metrics(context)} WHERE Name = ${asked.name} AND ${isOwnSql(asked)}`,
  );
  return foundValues(
    rows.map(row => row.value as string),
    asked,
  );
}

export async function metricLabelValues(context: Context, args: MetricLabelValuesArgs): Promise<readonly string[]> {
  const asked = parseArgs(metricLabelValuesArgsSchema, 'getMetricLabelValues', args);
  const rows = await context.db.rows(
    sql`SELECT DISTINCT Labels[${asked.labelKey}] AS value FROM ${metrics(context)} WHERE Name = ${asked.name} AND ${hasText(raw('mapKeys(Labels)'), asked.labelKey)} AND ${isOwnSql(asked)}`,
  );
  return foundValues(
    rows.map(row => row.value as string),
    asked,
  );
}

function metrics(context: Context): Sql {
  return from(context, TABLES.metric);
}

function ofType({ entityType, ...tenant }: TenantScope & { readonly entityType?: string | undefined }): Sql {
  const own = isOwnSql(tenant);
  if (entityType === undefined) return own;
  return entityType === '' ? raw('false') : sql`EntityType = ${entityType} AND ${own}`;
}

/** The values of a column in all signals. */
function everywhere(context: Context, column: string, where: Sql): Sql {
  const tables = [...Object.values(TABLES), RUNNING].map(
    table => sql`SELECT DISTINCT ${raw(column)} AS value FROM ${from(context, table)} WHERE ${where}`,
  );
  return join(tables, ' UNION ALL ');
}

async function distinct({ db }: Context, query: Sql): Promise<readonly string[]> {
  const rows = await db.rows(sql`SELECT DISTINCT toString(value) AS value FROM (${query}) WHERE value != ''`);
  return rows.map(row => row.value as string);
}
