import { defineConfig, type Options } from 'tsup';

/** One build for every package: ESM and CommonJS with declarations for both. */
export function library(entry: Record<string, string>, options: Partial<Options> = {}) {
  return defineConfig({
    entry,
    format: ['esm', 'cjs'],
    target: 'node22',
    platform: 'node',
    sourcemap: true,
    splitting: true,
    clean: true,
    dts: { compilerOptions: { noEmit: false, customConditions: [] } },
    ...options,
  });
}
