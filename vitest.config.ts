import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['mastra-source', 'node', 'import', 'default'] },
  ssr: { resolve: { conditions: ['mastra-source', 'node', 'import', 'default'] } },
  test: {
    include: ['{packages,observability,stores,examples,scripts}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    pool: 'forks',
    testTimeout: 30_000,
  },
});
