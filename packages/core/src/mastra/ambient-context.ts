import { getAmbientSpan } from '../observability/ambient.ts';
import type { LoggerContext, MetricsContext } from '../observability/types/index.ts';

/** A logger that belongs, call by call, to the run that the call is made in, or to none. */
export function ambientLogger(outside: () => LoggerContext): LoggerContext {
  const current = () => getAmbientSpan()?.logger ?? outside();
  return Object.freeze<LoggerContext>({
    debug: (message, data) => current().debug(message, data),
    info: (message, data) => current().info(message, data),
    warn: (message, data) => current().warn(message, data),
    error: (message, data) => current().error(message, data),
    fatal: (message, data) => current().fatal(message, data),
    isLevelEnabled: level => current().isLevelEnabled(level),
  });
}

/** Metrics that belong, call by call, to the run that the call is made in, or to none. */
export function ambientMetrics(outside: () => MetricsContext): MetricsContext {
  const current = () => getAmbientSpan()?.metrics ?? outside();
  return Object.freeze<MetricsContext>({
    counter: name => ({ add: (value, labels) => current().counter(name).add(value, labels) }),
    gauge: name => ({ set: (value, labels) => current().gauge(name).set(value, labels) }),
    histogram: name => ({ record: (value, labels) => current().histogram(name).record(value, labels) }),
    emit: (name, value, labels, options) => current().emit(name, value, labels, options),
  });
}
