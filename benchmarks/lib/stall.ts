/** Watches for how long the event loop did not turn, by a timer of a millisecond. */
export function watchStalls(): { stop(): number } {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last - 1);
    last = now;
  }, 1);
  return {
    stop() {
      clearInterval(timer);
      return longest;
    },
  };
}

/** The most memory that this process has had, in megabytes. */
export function peakMemoryMb(): number {
  return process.resourceUsage().maxRSS / 1024;
}
