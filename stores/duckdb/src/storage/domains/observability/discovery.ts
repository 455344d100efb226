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
import { and, exactText, join, raw, type Sql, sql } from '../../engine/sql.ts';
import { TABLES } from './columns.ts';
import type { Context } from './context.ts';
import { label } from './filters.ts';
import { isOwnSql } from './tenant.ts';

export async function entityTypes(context: Context, args?: DiscoveryArgs): Promise<readonly string[]> {
  const tenant = parseArgs(discoveryArgsSchema, 'getEntityTypes', args);
  return foundValues(await distinct(context, everywhere('entity_type', ofType(tenant))));
}

export async function entityNames(context: Context, args?: DiscoveryByTypeArgs): Promise<readonly string[]> {
  const asked = parseArgs(discoveryByTypeArgsSchema, 'getEntityNames', args);
  return foundValues(await distinct(context, everywhere('entity_name', ofType(asked))));
}

export async function serviceNames(context: Context, args?: DiscoveryArgs): Promise<readonly string[]> {
  const tenant = parseArgs(discoveryArgsSchema, 'getServiceNames', args);
  return foundValues(await distinct(context, everywhere('service_name', ofType(tenant))));
}

export async function environments(context: Context, args?: DiscoveryArgs): Promise<readonly string[]> {
  const tenant = parseArgs(discoveryArgsSchema, 'getEnvironments', args);
  return foundValues(await distinct(context, everywhere('environment', ofType(tenant))));
}

export async function tags(context: Context, args?: DiscoveryByTypeArgs): Promise<readonly string[]> {
  const lists = everywhere('tags', ofType(parseArgs(discoveryByTypeArgsSchema, 'getTags', args)));
  return foundValues(await distinct(context, sql`SELECT DISTINCT unnest(value) AS value FROM (${lists})`));
}

export async function metricNames(context: Context, args?: MetricNamesArgs): Promise<readonly string[]> {
  const asked = parseArgs(metricNamesArgsSchema, 'getMetricNames', args);
  const found = sql`SELECT DISTINCT name AS value FROM mastra_ai_series WHERE ${inUse(asked)}`;
  return foundValues(await distinct(context, found), asked);
}

export async function metricLabelKeys(context: Context, args: MetricLabelKeysArgs): Promise<readonly string[]> {
  const asked = parseArgs(metricLabelKeysArgsSchema, 'getMetricLabelKeys', args);
  const found = sql`SELECT DISTINCT unnest(json_keys(labels)) AS value FROM (${labelSets(asked)})`;
  return foundValues(await distinct(context, found), asked);
}

export async function metricLabelValues(context: Context, args: MetricLabelValuesArgs): Promise<readonly string[]> {
  const asked = parseArgs(metricLabelValuesArgsSchema, 'getMetricLabelValues', args);
  const found = sql`SELECT DISTINCT ${label(asked.labelKey)} AS value FROM (${labelSets(asked)})`;
  return foundValues(await distinct(context, found), asked);
}

/** Measurements share few sets of labels: these are taken apart once each. */
function labelSets({ name, ...tenant }: TenantScope & { readonly name: string }): Sql {
  return sql`SELECT DISTINCT labels FROM mastra_ai_series WHERE name = ${name} AND ${inUse(tenant)}`;
}

/** The contexts of a tenant, and of a type of entity. */
function ofType({
  entityType,
  organizationId,
  resourceId,
}: TenantScope & { readonly entityType?: string | undefined }) {
  const given = { entity_type: entityType, organization_id: organizationId, resource_id: resourceId };
  const wanted = Object.entries(given).filter(([, value]) => value !== undefined);
  return and(wanted.map(([column, value]) => sql`${raw(column)} = ${value!}`));
}

/** The values of a correlation field in all signals: of the contexts that rows refer to. */
function everywhere(column: string, where: Sql): Sql {
  const used = Object.values(TABLES).map(table => raw(`SELECT context FROM ${table.rows}`));
  return sql`SELECT DISTINCT ${raw(column)} AS value FROM mastra_ai_contexts WHERE ${where} AND id IN (${join(used, ' UNION ALL ')})`;
}

/** The series that rows of the tenant refer to. */
function inUse({ organizationId, resourceId }: TenantScope): Sql {
  return sql`id IN (SELECT series FROM mastra_ai_metric_rows WHERE ${isOwnSql({ organizationId, resourceId })})`;
}

async function distinct({ db }: Context, query: Sql): Promise<readonly (string | null)[]> {
  const rows = await db.read(session => session.rows(sql`SELECT ${raw(exactText('value'))} AS value FROM (${query})`));
  return rows.map(row => row.value as string | null);
}
