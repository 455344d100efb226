import { SIGNALS } from '@mastra/core/observability';
import { describeExporter } from '@mastra/exporter-conformance';
import { OtelExporter, type OtelExporterOptions } from '../index.ts';
import type { OtlpProtocol } from '../otlp/signal.ts';
import { GrpcDestination } from '../testing/grpc-destination.ts';
import { OtlpDestination } from '../testing/otlp-destination.ts';

const SECRET = 'very-secret-token';

function conforms(protocol: OtlpProtocol, start: () => Promise<OtlpDestination | GrpcDestination>): void {
  describeExporter({
    name: `OtelExporter over ${protocol}`,
    signals: SIGNALS,
    start,
    create: ({ url }, options) =>
      new OtelExporter({ url, protocol, headers: { authorization: SECRET }, includeContent: true, ...options }),
    createWithUnknownOption: ({ url }) =>
      new OtelExporter({ url, headers: { authorization: SECRET }, endpoint: url } as OtelExporterOptions),
    secrets: [SECRET],
  });
}

conforms('http/protobuf', () => new OtlpDestination().start());
conforms('http/json', () => new OtlpDestination().start());
conforms('grpc', () => new GrpcDestination().start());
