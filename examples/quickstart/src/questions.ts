/** What the quickstart asks. The last question is one that no document of this repository answers. */
export const QUESTIONS = [
  'How do stores and the pipeline meet?',
  'What happens to an event when a queue is full?',
  'How tall is the Eiffel Tower?',
] as const;
