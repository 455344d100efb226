import type { RequestBudget } from './budget.ts';
import { JsonScanner, textOf } from './json-scanner.ts';
import type { Envelope, GroupOutline, Outline, RecordRange, ScopeOutline } from './outline.ts';
import { listOf, objectOf } from './types.ts';

const RESOURCE = ['resource'];
const SCOPE = ['scope', 'instrumentationLibrary', 'instrumentation_library'];

/** Finds the records of a body of JSON. Throws for what is no such message. */
export function* outlineJson(envelope: Envelope, bytes: Uint8Array, budget: RequestBudget): Generator<void, Outline> {
  const scanner = new JsonScanner(bytes, budget);
  const groups: GroupOutline[] = [];
  const foreign: string[] = [];
  let isKnown = false;
  if (!scanner.enterObject('the body')) throw new Error('expected an object, and found null');
  for (let name = scanner.nextField(true); name !== undefined; name = scanner.nextField(false)) {
    if (envelope.groups.includes(name)) {
      isKnown = true;
      yield* eachOf(scanner, name, () => group(scanner, envelope, groups, budget));
    } else {
      foreign.push(name);
      yield* scanner.pass();
    }
  }
  scanner.end();
  if (!isKnown && foreign.length > 0) throw missing(envelope.groups, foreign);
  return groups;
}

function* group(
  scanner: JsonScanner,
  envelope: Envelope,
  groups: GroupOutline[],
  budget: RequestBudget,
): Generator<void, void> {
  const found: GroupOutline = { resource: undefined, scopes: [] };
  const foreign: string[] = [];
  let isKnown = false;
  if (!scanner.enterObject(envelope.groups[0]!)) return;
  for (let name = scanner.nextField(true); name !== undefined; name = scanner.nextField(false)) {
    if (envelope.scopes.includes(name)) {
      isKnown = true;
      yield* eachOf(scanner, name, () => scope(scanner, envelope, found.scopes, budget));
    } else if (RESOURCE.includes(name)) {
      found.resource = yield* scanner.pass();
    } else {
      if (!isMeta(name)) foreign.push(name);
      yield* scanner.pass();
    }
  }
  if (!isKnown && foreign.length > 0) throw missing(envelope.scopes, foreign);
  if (found.scopes.length > 0) groups.push(found);
}

function* scope(
  scanner: JsonScanner,
  envelope: Envelope,
  scopes: ScopeOutline[],
  budget: RequestBudget,
): Generator<void, void> {
  const found: { scope: ScopeOutline['scope']; records: RecordRange[] } = { scope: undefined, records: [] };
  const foreign: string[] = [];
  let isKnown = false;
  if (!scanner.enterObject(envelope.scopes[0]!)) return;
  for (let name = scanner.nextField(true); name !== undefined; name = scanner.nextField(false)) {
    if (envelope.records.includes(name)) {
      isKnown = true;
      yield* eachOf(scanner, name, () => record(scanner, found.records, budget));
    } else if (SCOPE.includes(name)) {
      found.scope = yield* scanner.pass();
    } else {
      if (!isMeta(name)) foreign.push(name);
      yield* scanner.pass();
    }
  }
  if (!isKnown && foreign.length > 0) throw missing(envelope.records, foreign);
  if (found.records.length > 0) scopes.push(found);
}

function* record(scanner: JsonScanner, records: RecordRange[], budget: RequestBudget): Generator<void, void> {
  budget.addRecord();
  records.push(yield* scanner.pass());
}

/** Yields between items, too: a body may have a great many small ones. */
function* eachOf(scanner: JsonScanner, what: string, item: () => Generator<void, void>): Generator<void, void> {
  if (!scanner.enterList(what)) return;
  for (let count = 1; scanner.nextItem(count === 1); count++) {
    yield* item();
    if (count % 256 === 0) yield;
  }
}

/** Parses a part of a body. Field names in snake case, as some libraries write them, are made camel case. */
export function parseJson(bytes: Uint8Array, start: number, end: number): unknown {
  const value: unknown = JSON.parse(textOf(bytes, start, end));
  if (isSnake(value)) renameFields(value);
  return value;
}

/** Whether a message has names in snake case: its own, those of a message in it, or those of its first attribute. */
function isSnake(message: unknown): boolean {
  const { attributes, ...fields } = objectOf(message);
  const { value } = objectOf(listOf(attributes)[0]);
  return [message, value, ...Object.values(fields)].some(one =>
    Object.keys(objectOf(one)).some(key => key.includes('_')),
  );
}

/** All keys of a message are names of fields: what users name is in values. */
function renameFields(message: unknown): void {
  if (typeof message !== 'object' || message === null) return;
  if (Array.isArray(message)) {
    for (const item of message) renameFields(item);
    return;
  }
  const fields = message as Record<string, unknown>;
  for (const key of Object.keys(fields)) {
    renameFields(fields[key]);
    if (!key.includes('_') || key.startsWith('__')) continue;
    fields[key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())] = fields[key];
    delete fields[key];
  }
}

function isMeta(name: string): boolean {
  return name === 'schemaUrl' || name === 'schema_url';
}

function missing(expected: readonly string[], found: readonly string[]): Error {
  const names = found.slice(0, 5).map(name => JSON.stringify(name.slice(0, 40)));
  return new Error(`expected ${expected.join(' or ')}, and found ${names.join(', ')}`);
}
