import { SIGNALS } from '../../../../observability/types/bus.ts';
import {
  type DiscoveryArgs,
  type DiscoveryByTypeArgs,
  discoveryArgsSchema,
  discoveryByTypeArgsSchema,
  type MetricLabelKeysArgs,
  type MetricLabelValuesArgs,
  type MetricNamesArgs,
  metricLabelKeysArgsSchema,
  metricLabelValuesArgsSchema,
  metricNamesArgsSchema,
} from '../args/index.ts';
import type { MetricRow } from '../records/index.ts';
import { foundValues, isOwn, parseArgs, type TenantScope } from '../shared/index.ts';
import { rowsOf, type Tables } from './tables.ts';

interface Correlated extends TenantScope {
  readonly entityType?: string | undefined;
  readonly entityName?: string | undefined;
  readonly serviceName?: string | undefined;
  readonly environment?: string | undefined;
  readonly tags?: readonly string[] | undefined;
}

export function entityTypes(tables: Tables, args: DiscoveryArgs | undefined): readonly string[] {
  const tenant = parseArgs(discoveryArgsSchema, 'getEntityTypes', args);
  return foundValues(ownRows(tables, tenant).map(row => row.entityType));
}

export function entityNames(tables: Tables, args: DiscoveryByTypeArgs | undefined): readonly string[] {
  const { entityType, ...tenant } = parseArgs(discoveryByTypeArgsSchema, 'getEntityNames', args);
  return foundValues(ownRows(tables, tenant, entityType).map(row => row.entityName));
}

export function serviceNames(tables: Tables, args: DiscoveryArgs | undefined): readonly string[] {
  const tenant = parseArgs(discoveryArgsSchema, 'getServiceNames', args);
  return foundValues(ownRows(tables, tenant).map(row => row.serviceName));
}

export function environments(tables: Tables, args: DiscoveryArgs | undefined): readonly string[] {
  const tenant = parseArgs(discoveryArgsSchema, 'getEnvironments', args);
  return foundValues(ownRows(tables, tenant).map(row => row.environment));
}

export function tags(tables: Tables, args: DiscoveryByTypeArgs | undefined): readonly string[] {
  const { entityType, ...tenant } = parseArgs(discoveryByTypeArgsSchema, 'getTags', args);
  return foundValues(ownRows(tables, tenant, entityType).flatMap(row => row.tags ?? []));
}

export function metricNames(tables: Tables, args: MetricNamesArgs | undefined): readonly string[] {
  const asked = parseArgs(metricNamesArgsSchema, 'getMetricNames', args);
  return foundValues(
    metrics(tables, asked).map(row => row.name),
    asked,
  );
}

export function metricLabelKeys(tables: Tables, args: MetricLabelKeysArgs): readonly string[] {
  const asked = parseArgs(metricLabelKeysArgsSchema, 'getMetricLabelKeys', args);
  return foundValues(labelsOf(tables, asked).flatMap(Object.keys), asked);
}

export function metricLabelValues(tables: Tables, args: MetricLabelValuesArgs): readonly string[] {
  const asked = parseArgs(metricLabelValuesArgsSchema, 'getMetricLabelValues', args);
  const having = labelsOf(tables, asked).filter(labels => Object.hasOwn(labels, asked.labelKey));
  return foundValues(
    having.map(labels => labels[asked.labelKey]),
    asked,
  );
}

function metrics(tables: Tables, tenant: TenantScope): MetricRow[] {
  return [...tables.metrics.values()].filter(row => isOwn(row, tenant));
}

function labelsOf(tables: Tables, asked: TenantScope & { readonly name: string }): Readonly<Record<string, string>>[] {
  return metrics(tables, asked)
    .filter(row => row.name === asked.name)
    .map(row => row.labels);
}

function ownRows(tables: Tables, tenant: TenantScope, entityType?: string): Correlated[] {
  const all = SIGNALS.flatMap(signal => [...rowsOf(tables, signal)] as Correlated[]);
  return all.filter(row => isOwn(row, tenant) && (entityType === undefined || row.entityType === entityType));
}
