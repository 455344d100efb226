import type { Writable } from 'node:stream';
import type { LineSink } from './sink.ts';

/** Writes lines to a stream that belongs to somebody else, as fast as it takes them. */
export class StreamSink implements LineSink {
  readonly #stream: Writable;

  constructor(stream: Writable) {
    this.#stream = stream;
    // A stream without a listener ends the process with its first error. The write that failed hears of it too.
    stream.on('error', () => undefined);
  }

  write(lines: readonly string[], written: (count: number) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#stream.write(lines.join(''), error => {
        if (error) {
          reject(error);
          return;
        }
        written(lines.length);
        resolve();
      });
    });
  }

  async close(): Promise<void> {
    // The stream is left to whoever opened it.
  }
}
