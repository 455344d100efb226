import type { ExecuteFunctionParams, Step } from './step.ts';

/** What a condition gets: what a step gets, with the value to decide on as `inputData`. */
export type ConditionParams = ExecuteFunctionParams & {
  /** How often the loop has run, from 1. Only in loops. */
  readonly iterationCount?: number;
};

export type Condition = (params: ConditionParams) => boolean | Promise<boolean>;

export type MapFunction = (params: ExecuteFunctionParams) => unknown;

/** One entry of a workflow's flow, in the order that it was built in. */
export type FlowEntry =
  | { readonly type: 'step'; readonly step: Step }
  | { readonly type: 'parallel'; readonly steps: readonly Step[] }
  | { readonly type: 'conditional'; readonly branches: readonly (readonly [Condition, Step])[] }
  | { readonly type: 'loop'; readonly step: Step; readonly condition: Condition; readonly until: boolean }
  | { readonly type: 'foreach'; readonly step: Step; readonly concurrency: number }
  | { readonly type: 'map'; readonly map: MapFunction }
  | { readonly type: 'sleep'; readonly durationMs: number };

export function assertNever(entry: never): never {
  throw new TypeError(`Unknown flow entry: ${JSON.stringify(entry)}`);
}
