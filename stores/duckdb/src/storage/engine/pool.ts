import type { DuckDBConnection } from '@duckdb/node-api';

type Take = (connection: DuckDBConnection) => void;

/** Hands out connections, each to one user at a time, and makes the others wait in order. */
export class ConnectionPool {
  #idle: DuckDBConnection[] = [];
  #size = 0;
  readonly #waiting: Take[] = [];

  constructor(connections: readonly DuckDBConnection[]) {
    this.refill(connections);
  }

  async use<T>(task: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = await this.#take();
    try {
      return await task(connection);
    } finally {
      this.#give(connection);
    }
  }

  /** Waits for those who came before and takes every connection away. Who comes later waits for `refill`. */
  async drain(): Promise<readonly DuckDBConnection[]> {
    const taken = await Promise.all(Array.from({ length: this.#size }, () => this.#take()));
    this.#size = 0;
    return taken;
  }

  refill(connections: readonly DuckDBConnection[]): void {
    this.#size += connections.length;
    for (const connection of connections) this.#give(connection);
  }

  #take(): DuckDBConnection | Promise<DuckDBConnection> {
    return this.#idle.pop() ?? new Promise(give => this.#waiting.push(give));
  }

  #give(connection: DuckDBConnection): void {
    const next = this.#waiting.shift();
    if (next) next(connection);
    else this.#idle.push(connection);
  }
}
