/** What became of one step. A step that ran more than once shows its last time. */
export type StepResult =
  | { readonly status: 'success'; readonly output: unknown }
  | { readonly status: 'failed'; readonly error: unknown }
  | { readonly status: 'canceled' }
  | { readonly status: 'suspended'; readonly payload?: unknown };
