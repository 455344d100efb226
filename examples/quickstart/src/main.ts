import { randomUUID } from 'node:crypto';
import { relative, resolve } from 'node:path';
import { Mastra, MastraError } from '@mastra/core';
import { DuckDBStore } from '@mastra/duckdb';
import { connectModel, paint } from '@mastra/example-kit';
import { DefaultExporter } from '@mastra/observability';
import { createEditor, createGuide } from './agents.ts';
import { QUESTIONS } from './questions.ts';
import { healthReport } from './report/health.ts';
import { sessionAsText } from './report/report.ts';
import { script } from './script.ts';
import { readDoc, searchDocs } from './tools.ts';
import { createAskTheDocs } from './workflow.ts';

const FILE = resolve('observability.duckdb');
