import { expect, it } from 'vitest';
import { checkOptionNames } from './option-names.ts';

const own = ['apiKey', 'site'];
const shared = ['maxBatchSize', 'spanFilter'];
const check = (given: object) => () => checkOptionNames('MyExporter', given, own, shared);

it('lets options pass that exist', () => {
  expect(check({ apiKey: 'k', spanFilter: () => true })).not.toThrow();
  expect(check({})).not.toThrow();
});

it('names an option that does not exist, the one that is meant, and all there are, but no value', () => {
  expect(check({ apikey: 'a secret' })).toThrow(
    "MyExporter has no option 'apikey'. Did you mean 'apiKey'? Its own options are 'apiKey', 'site'; every exporter with a queue has 'maxBatchSize', 'spanFilter'.",
  );
  expect(check({ spanFilters: 1, stie: 'x' })).toThrow(
    "has no option 'spanFilters', 'stie'. Did you mean 'spanFilter'?",
  );
  expect(check({ apikey: 'a secret' })).not.toThrow('a secret');
});

it('guesses nothing where nothing is near', () => {
  expect(check({ colour: 'red' })).toThrow("has no option 'colour'. Its own");
});
