import { z } from 'zod';
import type { OtelDestination } from '../exporter/options.ts';
import { checked, fromEnvironment, required } from './options.ts';

export interface AxiomOptions {
  /** @default AXIOM_TOKEN */
  readonly token?: string;
  /** Axiom wants a dataset for each kind; a kind without one is not sent. */
  readonly tracesDataset?: string;
  /** Also of scores and feedback. */
  readonly logsDataset?: string;
  readonly metricsDataset?: string;
}

export function axiom(options: AxiomOptions): OtelDestination {
  const dataset = z.string().min(1).optional();
  const { token, tracesDataset, logsDataset, metricsDataset } = checked(
    'axiom',
    { token: required('AXIOM_TOKEN'), tracesDataset: dataset, logsDataset: dataset, metricsDataset: dataset },
    { ...options, token: fromEnvironment(options.token, 'AXIOM_TOKEN') },
  );
  const hasLogs = logsDataset !== undefined;
  return {
    url: 'https://api.axiom.co',
    headers: { authorization: `Bearer ${token}` },
    signalHeaders: {
      ...(tracesDataset && { traces: { 'x-axiom-dataset': tracesDataset } }),
      ...(logsDataset && { logs: { 'x-axiom-dataset': logsDataset } }),
      ...(metricsDataset && { metrics: { 'x-axiom-metrics-dataset': metricsDataset } }),
    },
    signals: {
      tracing: tracesDataset !== undefined,
      log: hasLogs,
      score: hasLogs,
      feedback: hasLogs,
      metric: metricsDataset !== undefined,
    },
  };
}

export interface TraceloopOptions {
  /** @default TRACELOOP_API_KEY */
  readonly apiKey?: string;
}

/** Takes traces and metrics. */
export function traceloop(options: TraceloopOptions = {}): OtelDestination {
  const { apiKey } = checked(
    'traceloop',
    { apiKey: required('TRACELOOP_API_KEY') },
    { ...options, apiKey: fromEnvironment(options.apiKey, 'TRACELOOP_API_KEY') },
  );
  return {
    url: 'https://api.traceloop.com',
    headers: { authorization: `Bearer ${apiKey}` },
    signals: { log: false, score: false, feedback: false },
  };
}
