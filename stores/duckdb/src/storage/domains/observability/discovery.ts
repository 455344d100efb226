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
import { exactText, join, raw, type Sql, sql } from '../../engine/sql.ts';
import { TABLES } from './columns.ts';
import type { Context } from './context.ts';
import { label } from './filters.ts';

export async function entityTypes(context: Context): Promise<readonly string[]> {
  return foundValues(await distinct(context, everywhere('entity_type')));
}

export async function entityNames(
  context: Context,
  args?: { readonly entityType?: string },
): Promise<readonly string[]> {
  return foundValues(
    await distinct(context, everywhere('entity_name', ofType(parseEntityType('getEntityNames', args)))),
  );
}

export async function serviceNames(context: Context): Promise<readonly string[]> {
  return foundValues(await distinct(context, everywhere('service_name')));
}

export async function environments(context: Context): Promise<readonly string[]> {
  return foundValues(await distinct(context, everywhere('environment')));
}

export async function tags(context: Context, args?: { readonly entityType?: string }): Promise<readonly string[]> {
  const lists = everywhere('tags', ofType(parseEntityType('getTags', args)));
  return foundValues(await distinct(context, sql`SELECT DISTINCT unnest(value) AS value FROM (${lists})`));
}

export async function metricNames(context: Context, args?: MetricNamesArgs): Promise<readonly string[]> {
  const asked = parseArgs(metricNamesArgsSchema, 'getMetricNames', args);
  return foundValues(await distinct(context, raw(`SELECT DISTINCT name AS value FROM ${SERIES_IN_USE}`)), asked);
}

export async function metricLabelKeys(context: Context, args: MetricLabelKeysArgs): Promise<readonly string[]> {
  const asked = parseArgs(metricLabelKeysArgsSchema, 'getMetricLabelKeys', args);
  const found = sql`SELECT DISTINCT unnest(json_keys(labels)) AS value FROM (${labelSets(asked.name)})`;
  return foundValues(await distinct(context, found), asked);
}

export async function metricLabelValues(context: Context, args: MetricLabelValuesArgs): Promise<readonly string[]> {
  const asked = parseArgs(metricLabelValuesArgsSchema, 'getMetricLabelValues', args);
  const found = sql`SELECT DISTINCT ${label(asked.labelKey)} AS value FROM (${labelSets(asked.name)})`;
  return foundValues(await distinct(context, found), asked);
}

/** Measurements share few sets of labels: these are taken apart once each. */
function labelSets(name: string): Sql {
  return sql`SELECT DISTINCT labels FROM ${raw(SERIES_IN_USE)} AND name = ${name}`;
}

function ofType(entityType: string | undefined): Sql {
  return entityType === undefined ? raw('true') : sql`entity_type = ${entityType}`;
}

/** The values of a correlation field in all signals: of the contexts that rows refer to. */
function everywhere(column: string, where: Sql = raw('true')): Sql {
  const used = Object.values(TABLES).map(table => raw(`SELECT context FROM ${table.rows}`));
  return sql`SELECT DISTINCT ${raw(column)} AS value FROM mastra_ai_contexts WHERE ${where} AND id IN (${join(used, ' UNION ALL ')})`;
}

/** The series that rows refer to. */
const SERIES_IN_USE = 'mastra_ai_series WHERE id IN (SELECT series FROM mastra_ai_metric_rows)';

async function distinct({ db }: Context, query: Sql): Promise<readonly (string | null)[]> {
  const rows = await db.read(session => session.rows(sql`SELECT ${raw(exactText('value'))} AS value FROM (${query})`));
  return rows.map(row => row.value as string | null);
}
