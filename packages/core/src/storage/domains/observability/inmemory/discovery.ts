import {
  type MetricLabelKeysArgs,
  type MetricLabelValuesArgs,
  type MetricNamesArgs,
  metricLabelKeysArgsSchema,
  metricLabelValuesArgsSchema,
  metricNamesArgsSchema,
} from '../args/index.ts';
import { foundValues, parseArgs, parseEntityType } from '../shared/index.ts';
import { allSpans, type Tables } from './tables.ts';

interface Correlated {
  readonly entityType?: string | undefined;
  readonly entityName?: string | undefined;
  readonly serviceName?: string | undefined;
  readonly environment?: string | undefined;
  readonly tags?: readonly string[] | undefined;
}

export function entityTypes(tables: Tables): readonly string[] {
  return foundValues(allRows(tables).map(row => row.entityType));
}

export function entityNames(tables: Tables, args: { readonly entityType?: string } | undefined): readonly string[] {
  return foundValues(ofType(tables, parseEntityType('getEntityNames', args)).map(row => row.entityName));
}

export function serviceNames(tables: Tables): readonly string[] {
  return foundValues(allRows(tables).map(row => row.serviceName));
}

export function environments(tables: Tables): readonly string[] {
  return foundValues(allRows(tables).map(row => row.environment));
}

export function tags(tables: Tables, args: { readonly entityType?: string } | undefined): readonly string[] {
  return foundValues(ofType(tables, parseEntityType('getTags', args)).flatMap(row => row.tags ?? []));
}

export function metricNames(tables: Tables, args: MetricNamesArgs | undefined): readonly string[] {
  const asked = parseArgs(metricNamesArgsSchema, 'getMetricNames', args);
  return foundValues(
    [...tables.metrics.values()].map(row => row.name),
    asked,
  );
}

export function metricLabelKeys(tables: Tables, args: MetricLabelKeysArgs): readonly string[] {
  const asked = parseArgs(metricLabelKeysArgsSchema, 'getMetricLabelKeys', args);
  return foundValues(labelsOf(tables, asked.name).flatMap(Object.keys), asked);
}

export function metricLabelValues(tables: Tables, args: MetricLabelValuesArgs): readonly string[] {
  const asked = parseArgs(metricLabelValuesArgsSchema, 'getMetricLabelValues', args);
  const having = labelsOf(tables, asked.name).filter(labels => Object.hasOwn(labels, asked.labelKey));
  return foundValues(
    having.map(labels => labels[asked.labelKey]),
    asked,
  );
}

function labelsOf(tables: Tables, name: string): Readonly<Record<string, string>>[] {
  return [...tables.metrics.values()].filter(row => row.name === name).map(row => row.labels);
}

function ofType(tables: Tables, entityType: string | undefined): Correlated[] {
  return allRows(tables).filter(row => entityType === undefined || row.entityType === entityType);
}

function allRows(tables: Tables): Correlated[] {
  const { logs, metrics, scores, feedback } = tables;
  return [...allSpans(tables), ...logs.values(), ...metrics.values(), ...scores.values(), ...feedback.values()];
}
