import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { nodeListener, RemoteStore } from '@mastra/core/storage';

/** Serves a handler over real HTTP on loopback. */
export async function serve(
  handler: (request: Request) => Promise<Response>,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(nodeListener(handler));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/some/base`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A store over HTTP that closes what it stands for when it is closed itself. */
export class ServedStore extends RemoteStore {
  readonly #after: () => Promise<void>;

  constructor(url: string, after: () => Promise<void>) {
    super({ url });
    this.#after = after;
  }

  protected override async closeDomains(): Promise<void> {
    await super.closeDomains();
    await this.#after();
  }
}
