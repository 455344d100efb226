import type { AnySpan } from '../../observability/types/index.ts';
import type { Execution } from '../execution.ts';
import type { MapFunction } from '../flow.ts';
import { observe } from '../observe.ts';
import { executeParams } from './step.ts';

/** Turns what one entry answered into what the next one needs. */
export function executeMap(
  execution: Execution,
  parent: AnySpan,
  map: MapFunction,
  inputData: unknown,
): Promise<unknown> {
  const span = parent.createChildSpan({ type: 'mapping', name: 'mapping', input: inputData });
  return observe(span, execution.abortSignal, async () => map(executeParams(execution, span, inputData, 'map')));
}
