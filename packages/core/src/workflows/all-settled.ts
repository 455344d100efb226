/** Waits for all, and only then fails with the first failure: no work goes on behind the back of a run that is over. */
export async function allSettledOrThrow<T>(work: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(work);
  return settled.map(one => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}
