import { type SpanRow, spanStatus } from '../records/index.ts';
import { type Condition, canonicalJson, foldCase, SEARCHED_FIELDS, words } from '../shared/index.ts';

/** What conditions on spans ask for beside the row. */
export interface SpanFacts {
  readonly lostBefore: number | null;
  /** For listed spans. */
  readonly hasChildError?: (span: SpanRow) => boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/** Whether a row meets all conditions. Conditions on traces need `facts`. */
export function matches(row: object, conditions: readonly Condition[], facts?: SpanFacts): boolean {
  return conditions.every(condition => meets(row as Fields, condition, facts));
}

function meets(row: Fields, condition: Condition, facts: SpanFacts | undefined): boolean {
  switch (condition.kind) {
    case 'equals':
      return row[condition.field] === condition.value;
    case 'oneOf':
      return condition.values.includes(row[condition.field] as string);
    case 'between':
      return within(row[condition.field], condition.from, condition.to);
    case 'tags':
      return condition.values.every(tag => (row.tags as readonly string[] | undefined)?.includes(tag));
    case 'metadata':
      return hasMetadata(row.metadata, condition.key, condition.json);
    case 'attribute': {
      const attributes = attributesOf(row);
      return Object.hasOwn(attributes, condition.key) && attributes[condition.key] === condition.value;
    }
    case 'model': {
      const { model, responseModel } = attributesOf(row);
      return model === condition.value || responseModel === condition.value;
    }
    case 'payload': {
      const texts = SEARCHED_FIELDS.map(field => foldCase((row[field] as string | undefined) ?? ''));
      return condition.words.every(word => texts.some(text => text.includes(word)));
    }
    case 'label': {
      const labels = (row.labels ?? {}) as Readonly<Record<string, string>>;
      return Object.hasOwn(labels, condition.name) && labels[condition.name] === condition.value;
    }
    case 'words': {
      const present = new Set(words(row.message as string));
      return condition.words.every(word => present.has(word));
    }
    case 'contains':
      return foldCase(row.message as string).includes(condition.text);
    case 'status':
      return spanStatus(row as unknown as SpanRow, facts?.lostBefore ?? null) === condition.status;
    case 'childError':
      return facts?.hasChildError?.(row as unknown as SpanRow) === condition.value;
    case 'duration':
      return within(duration(row), condition.min, condition.max);
    case 'nothing':
      return false;
  }
}

function within(value: unknown, from: number | null, to: number | null): boolean {
  return typeof value === 'number' && (from === null || value >= from) && (to === null || value <= to);
}

function duration(row: Fields): number | undefined {
  return typeof row.endedAt === 'number' ? row.endedAt - (row.startedAt as number) : undefined;
}

function hasMetadata(metadata: unknown, key: string, json: string): boolean {
  if (typeof metadata !== 'string') return false;
  const values: Fields = JSON.parse(metadata);
  return Object.hasOwn(values, key) && canonicalJson(values[key]) === json;
}

/** The attributes of a span's row. */
export function attributesOf(row: Fields): Fields {
  return typeof row.attributes === 'string' ? JSON.parse(row.attributes) : {};
}
