/** What is told about a model's stream while it passes. None of it may throw. */
export interface StreamWatcher {
  /** Lives as long as somebody can read the stream. */
  readonly holder: object;
  onPart(part: unknown): void;
  /** The stream has ended, well or badly. */
  onDone(): void;
  /** The stream was given up by its reader. */
  onCancel(reason: unknown): void;
  /** Runs a read, so that the model's work happens in the right context. */
  within<T>(read: () => T): T;
}

/** The same stream, watched. Nothing is read ahead: backpressure reaches the model as before. */
export function watchStream<T>(stream: ReadableStream<T>, watcher: StreamWatcher): ReadableStream<T> {
  const reader = stream.getReader();
  return new ReadableStream<T>(
    {
      async pull(controller) {
        try {
          const { done, value } = await watcher.within(() => reader.read());
          if (!done) {
            watcher.onPart(value);
            controller.enqueue(value);
            return;
          }
          watcher.onDone();
          controller.close();
        } catch (error) {
          watcher.onDone();
          controller.error(error);
        }
      },
      cancel(reason) {
        watcher.onCancel(reason);
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
