const ours = (...names) => `^(${names.join('|')})/`;

/** Who may import whom: the arrows of ARCHITECTURE.md, and no circles. */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'core-imports-none-of-ours',
      severity: 'error',
      from: { path: ours('packages/core') },
      to: { path: ours('observability', 'stores', 'examples', 'benchmarks') },
    },
    {
      name: 'observability-imports-no-store',
      severity: 'error',
      from: { path: ours('observability'), pathNot: '\\.test\\.ts$' },
      to: { path: ours('stores', 'examples', 'benchmarks') },
    },
    {
      name: 'pipeline-imports-no-vendor',
      severity: 'error',
      from: { path: ours('observability/mastra') },
      to: { path: '^observability/(?!mastra/|_conformance/)' },
    },
    {
      name: 'exporters-share-only-otlp',
      severity: 'error',
      from: { path: '^observability/(?!mastra/|_conformance/)([^/]+)/' },
      to: { path: '^observability/', pathNot: '^observability/($1|mastra|otel-exporter|_conformance)/' },
    },
    {
      name: 'suites-are-for-tests',
      severity: 'error',
      from: { path: '^(observability|stores)/(?!_conformance/)', pathNot: '\\.test\\.ts$|/testing/' },
      to: { path: '^(observability|stores)/_conformance/' },
    },
    {
      name: 'stores-import-only-core',
      severity: 'error',
      from: { path: ours('stores'), pathNot: '\\.test\\.ts$' },
      to: { path: ours('observability', 'examples', 'benchmarks') },
    },
    {
      name: 'no-tests-in-code',
      severity: 'error',
      from: { pathNot: '\\.test\\.ts$' },
      to: { path: '\\.test\\.ts$' },
    },
    {
      name: 'delivery-knows-no-exporter',
      severity: 'error',
      from: { path: '^observability/mastra/src/(delivery|spans|context|metrics|sampling)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^observability/mastra/src/(exporters|instances|bus)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['mastra-source', 'import', 'node', 'default'],
      exportsFields: ['exports'],
    },
  },
};
