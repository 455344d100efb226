import {
  foundValues,
  type MetricLabelKeysArgs,
  type MetricLabelValuesArgs,
  type MetricNamesArgs,
  metricLabelKeysArgsSchema,
  metricLabelValuesArgsSchema,
  metricNamesArgsSchema,
  parseArgs,
  parseEntityType,
} from '@mastra/core/storage';
import { join, raw, type Sql, sql } from '../../engine/sql.ts';
import { RUNNING, TABLES } from './columns.ts';
import { type Context, from } from './context.ts';
import { hasText } from './filters.ts';

export async function entityTypes(context: Context): Promise<readonly string[]> {
  return foundValues(await distinct(context, everywhere(context, 'EntityType')));
}

export async function entityNames(
  context: Context,
  args?: { readonly entityType?: string },
): Promise<readonly string[]> {
  const ofEntity = ofType(parseEntityType('getEntityNames', args));
  return foundValues(await distinct(context, everywhere(context, 'EntityName', ofEntity)));
}

export async function serviceNames(context: Context): Promise<readonly string[]> {
  return foundValues(await distinct(context, everywhere(context, 'ServiceName')));
}

export async function environments(context: Context): Promise<readonly string[]> {
  return foundValues(await distinct(context, everywhere(context, 'Environment')));
}

export async function tags(context: Context, args?: { readonly entityType?: string }): Promise<readonly string[]> {
  const ofEntity = ofType(parseEntityType('getTags', args));
  const rows = await context.db.rows(
    sql`SELECT DISTINCT toString(value) AS value FROM (${everywhere(context, 'arrayJoin(Tags)', ofEntity)})`,
  );
  return foundValues(rows.map(row => row.value as string));
}

export async function metricNames(context: Context, args?: MetricNamesArgs): Promise<readonly string[]> {
  const asked = parseArgs(metricNamesArgsSchema, 'getMetricNames', args);
  return foundValues(await distinct(context, sql`SELECT DISTINCT Name AS value FROM ${metrics(context)}`), asked);
}

export async function metricLabelKeys(context: Context, args: MetricLabelKeysArgs): Promise<readonly string[]> {
  const asked = parseArgs(metricLabelKeysArgsSchema, 'getMetricLabelKeys', args);
  const rows = await context.db.rows(
    sql`SELECT DISTINCT toString(arrayJoin(mapKeys(Labels))) AS value FROM ${metrics(context)} WHERE Name = ${asked.name}`,
  );
  return foundValues(
    rows.map(row => row.value as string),
    asked,
  );
}

export async function metricLabelValues(context: Context, args: MetricLabelValuesArgs): Promise<readonly string[]> {
  const asked = parseArgs(metricLabelValuesArgsSchema, 'getMetricLabelValues', args);
  const rows = await context.db.rows(
    sql`SELECT DISTINCT Labels[${asked.labelKey}] AS value FROM ${metrics(context)} WHERE Name = ${asked.name} AND ${hasText(raw('mapKeys(Labels)'), asked.labelKey)}`,
  );
  return foundValues(
    rows.map(row => row.value as string),
    asked,
  );
}

function metrics(context: Context): Sql {
  return from(context, TABLES.metric);
}

function ofType(entityType: string | undefined): Sql {
  if (entityType === undefined) return raw('true');
  return entityType === '' ? raw('false') : sql`EntityType = ${entityType}`;
}

/** The values of a column in all signals. */
function everywhere(context: Context, column: string, where: Sql = raw('true')): Sql {
  const tables = [...Object.values(TABLES), RUNNING].map(
    table => sql`SELECT DISTINCT ${raw(column)} AS value FROM ${from(context, table)} WHERE ${where}`,
  );
  return join(tables, ' UNION ALL ');
}

async function distinct({ db }: Context, query: Sql): Promise<readonly string[]> {
  const rows = await db.rows(sql`SELECT DISTINCT toString(value) AS value FROM (${query}) WHERE value != ''`);
  return rows.map(row => row.value as string);
}
