import { DEFAULT_BLOCKED_LABELS } from '../../observability/mastra/src/metrics/cardinality.ts';
import { METRIC_CATALOGUE, type MetricDefinition } from '../../observability/mastra/src/metrics/catalogue.ts';
import { priceList } from '../../observability/mastra/src/metrics/pricing/price-list.ts';
import { PRICES_AS_OF } from '../../observability/mastra/src/metrics/pricing/prices.data.ts';
import { ordinaryRates, type Rate, secretRates } from '../../observability/mastra/src/processors/testing/rates.ts';
import { VENDOR_KEYS, VENDOR_KEYS_VERSION } from '../../observability/mastra/src/processors/vendor-keys.ts';
import { FIXTURES } from '../../observability/mastra/src/receiver/testing/fixtures/index.ts';
import { USAGE_SHAPES } from '../../observability/mastra/src/usage/shapes/shapes.ts';
import {
  type Column,
  TABLES,
  type Table,
  TRACES,
} from '../../stores/duckdb/src/storage/domains/observability/columns.ts';
import { COLUMN_NOTES } from './column-notes.ts';
import { exporterTable } from './exporter-table.ts';
import { markdownTable } from './regions.ts';

/** The texts of the documentation that are made from the code, by the names of their regions. */
export function generatedTexts(): Readonly<Record<string, string>> {
  return {
    'duckdb-tables': [TABLES.tracing, TRACES, TABLES.log, TABLES.metric, TABLES.score, TABLES.feedback]
      .map(tableText)
      .join('\n\n'),
    'metric-catalogue': metricsText(),
    'blocked-labels': DEFAULT_BLOCKED_LABELS.map(label => `\`${label}\``).join(', '),
    prices: pricesText(),
    'usage-shapes': usageShapesText(),
    exporters: exporterTable(),
    'privacy-secrets': ratesText(secretRates(RATES_SEED, 500), 'masked'),
    'privacy-ordinary': ratesText(ordinaryRates(RATES_SEED, 4500), 'masked wrongly'),
    'privacy-rules': rulesText(),
    'otlp-dialects': dialectsText(),
  };
}

/** The seed of the page; the tests draw with another one each time. */
const RATES_SEED = 20_261_201;

function ratesText(rates: readonly Rate[], head: string): string {
  const sum = (of: (rate: Rate) => number) => rates.reduce((total, rate) => total + of(rate), 0);
  const all = { category: '**all**', values: sum(rate => rate.values), masked: sum(rate => rate.masked), wrong: [] };
  const rows = [...rates, all].map(({ category, values, masked }) => [
    category,
    String(values),
    String(masked),
    `${Number(((100 * masked) / values).toPrecision(4))} %`,
  ]);
  return markdownTable(['category', 'values', head, 'rate'], rows);
}

function rulesText(): string {
  const rules = new Map<string, { readonly prefixes: string[]; readonly sources: Set<string> }>();
  for (const { rule, prefix, source } of VENDOR_KEYS) {
    const known = rules.get(rule) ?? { prefixes: [], sources: new Set() };
    known.prefixes.push(`\`${prefix}\``);
    known.sources.add(source);
    rules.set(rule, known);
  }
  const rows = [...rules].map(([rule, { prefixes, sources }]) => [rule, prefixes.join(' '), [...sources].join(', ')]);
  return `As of ${VENDOR_KEYS_VERSION}.\n\n${markdownTable(['rule', 'prefixes', 'source'], rows)}`;
}

function tableText(table: Table): string {
  const rows = table.columns.map(column => {
    const [type, ...constraint] = column.declaration.split(' ');
    const field = column.field === null ? '' : `\`${column.field}\``;
    return [
      `\`${column.name}\``,
      type!,
      constraint.join(' ') === 'NOT NULL' ? 'no' : 'yes',
      field,
      noteOf(table, column),
    ];
  });
  const key = table.keys.map(name => `\`${name}\``).join(', ');
  return `### ${table.name}\n\nOne row for each ${key}.\n\n${markdownTable(['column', 'type', 'may be NULL', 'field of the record', 'what it holds'], rows)}`;
}

function noteOf(table: Table, column: Column): string {
  const note = COLUMN_NOTES[`${table.name}.${column.name}`] ?? COLUMN_NOTES[column.field ?? column.name];
  if (note === undefined) {
    throw new Error(`${table.name}.${column.name} is not described: add it to scripts/docs/column-notes.ts`);
  }
  return note;
}

function metricsText(): string {
  const rows = Object.entries<MetricDefinition>(METRIC_CATALOGUE).map(([name, { type, unit, labels, description }]) => [
    `\`${name}\``,
    type,
    unit ?? '',
    labels.map(label => `\`${label}\``).join(', '),
    description,
  ]);
  return markdownTable(['name', 'type', 'unit', 'labels', 'what it measures'], rows);
}

function usageShapesText(): string {
  const kinds = (details: object | undefined) =>
    Object.entries(details ?? {})
      .filter(([, tokens]) => tokens > 0)
      .map(([kind, tokens]) => `${kind} ${tokens}`)
      .join(', ');
  const rows = USAGE_SHAPES.map(({ provider, what, sent, recorded, costUsd }) => [
    `${provider}: ${what}`,
    `\`${JSON.stringify(sent)}\``,
    `${recorded.inputTokens} (${kinds(recorded.inputDetails)})`,
    `${recorded.outputTokens} (${kinds(recorded.outputDetails)})`,
    [
      ...(costUsd === undefined ? [] : [`cost $${costUsd}`]),
      ...(recorded.reportedTotalTokens === undefined
        ? []
        : [`\`reportedTotalTokens\` ${recorded.reportedTotalTokens}`]),
    ].join(', '),
  ]);
  return markdownTable(['provider', 'sends', 'input', 'output', 'and'], rows);
}

function pricesText(): string {
  const amount = (price: number | undefined) => (price === undefined ? '' : String(price));
  const rows = priceList().flatMap(({ id, models }) =>
    models.map(({ id: model, prices }) => {
      const { input, cacheRead, cacheWrite, cacheWrite1h, output, tiers, from } = prices.at(-1)!;
      const notes = [
        ...(tiers ?? []).map(
          tier =>
            `above ${tier.aboveInputTokens} input tokens: ${amount(tier.input ?? input)} and ${amount(tier.output ?? output)}`,
        ),
        ...(from ? [`from ${from}`] : []),
      ];
      return [
        id,
        `\`${model}\``,
        ...[input, cacheRead, cacheWrite, cacheWrite1h, output].map(amount),
        notes.join('; '),
      ];
    }),
  );
  const head = [
    'provider',
    'model',
    'input',
    'read from cache',
    'written to cache',
    'written for 1 h',
    'output',
    'notes',
  ];
  return `Prices of ${PRICES_AS_OF}.\n\n${markdownTable(head, rows)}`;
}

function dialectsText(): string {
  const rows = FIXTURES.map(({ sdk, names, spans }) => {
    const becomes = spans.map(({ name, stored }) => `${name} → \`${String(stored.spanType)}\``);
    return [sdk, names, becomes.join('<br>')];
  });
  return markdownTable(['sender', 'known by', 'its spans become'], rows);
}
