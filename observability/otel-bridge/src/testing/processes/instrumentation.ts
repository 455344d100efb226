import { register } from 'node:module';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { Telemetry } from '../telemetry.ts';

// What a program of ES modules loads with `--import`, before anything that is to be instrumented.
register('@opentelemetry/instrumentation/hook.mjs', import.meta.url);
export const telemetry = new Telemetry().register();
registerInstrumentations({ instrumentations: [new HttpInstrumentation()] });
