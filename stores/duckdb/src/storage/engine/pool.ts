import type { DuckDBConnection } from '@duckdb/node-api';

type Take = (connection: DuckDBConnection) => void;

/** Hands out connections, each to one user at a time, and makes the others wait in order. */
export class ConnectionPool {
  #idle: DuckDBConnection[];
  #size: number;
  readonly #waiting: Take[] = [];

  constructor(connections: readonly DuckDBConnection[]) {
    this.#idle = [...connections];
    this.#size = connections.length;
  }

  async use<T>(task: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = await this.#take();
    try {
      return await task(connection);
    } finally {
      this.#give(connection);
    }
  }

  /**
   * Waits until every connection is free, runs the task while nobody has one, and goes on with those that it returns;
   * with the old ones where it fails. One at a time.
   */
  async replace(task: () => Promise<readonly DuckDBConnection[]>): Promise<void> {
    let connections: readonly DuckDBConnection[] = await Promise.all(
      Array.from({ length: this.#size }, () => this.#take()),
    );
    try {
      connections = await task();
    } finally {
      this.#size = connections.length;
      for (const connection of connections) this.#give(connection);
    }
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
