import { spawn } from 'node:child_process';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Program } from './programs.ts';

/** What became of a step: the complaints, or nothing. */
export type Complaints = readonly string[];

/**
 * A folder in which programs find the packages of the workspace, by their source, and what those depend on. It is made
 * inside the repository, beside no one else's, and removed at the end.
 */
export class Sandbox {
  readonly #top: string;
  readonly #dir: string;
  readonly #pageOf = new Map<string, string>();

  constructor(top: string, programs: readonly Program[]) {
    this.#top = top;
    mkdirSync(join(top, '.mastra'), { recursive: true });
    this.#dir = mkdtempSync(join(top, '.mastra', 'docs-'));
    linkPackages(top, join(this.#dir, 'node_modules'));
    for (const { name, page, source } of programs) {
      this.#pageOf.set(name, page);
      writeFileSync(join(this.#dir, name), source);
    }
    this.#write('package.json', { private: true, type: 'module' });
    this.#write('tsconfig.json', {
      extends: '../../tsconfig.base.json',
      compilerOptions: { customConditions: ['mastra-source'], moduleDetection: 'force' },
      files: programs.map(program => program.name),
    });
  }

  /** Checks the types of all programs. */
  async check(): Promise<Complaints> {
    const tsc = join(this.#top, 'node_modules/typescript7/bin/tsc');
    const { code, output } = await this.#node([tsc, '-p', 'tsconfig.json', '--pretty', 'false'], this.#dir);
    return code === 0 ? [] : [this.#onPages(output)];
  }

  /** Runs programs one after the other in one process, in an empty folder. */
  async run(programs: readonly Program[]): Promise<Complaints> {
    if (programs.length === 0) return [];
    const cwd = join(this.#dir, 'cwd');
    mkdirSync(cwd);
    const names = programs.map(program => `../${program.name}`);
    writeFileSync(join(cwd, 'run.mjs'), RUNNER.replace('NAMES', JSON.stringify(names)));
    const { code, output } = await this.#node(['--conditions=mastra-source', 'run.mjs'], cwd);
    return code === 0 ? [] : [this.#onPages(output)];
  }

  remove(): void {
    rmSync(this.#dir, { recursive: true, force: true });
  }

  #write(name: string, content: object): void {
    writeFileSync(join(this.#dir, name), JSON.stringify(content));
  }

  /** Names the pages where the output names our files. */
  #onPages(output: string): string {
    let text = output.replaceAll(`file://${this.#dir}/`, '').replaceAll(`${this.#dir}/`, '');
    for (const [name, page] of this.#pageOf) text = text.replaceAll(name, page);
    return text.replace(/\.md\((\d+),(\d+)\)/g, '.md:$1:$2').trim();
  }

  #node(args: readonly string[], cwd: string): Promise<{ readonly code: number | null; readonly output: string }> {
    const { OPENAI_API_KEY: _key, MASTRA_ENVIRONMENT: _environment, ...env } = process.env;
    return new Promise(settle => {
      const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', chunk => {
          output += chunk;
        });
      }
      child.on('close', code => settle({ code, output }));
    });
  }
}

const RUNNER = `
let failed = false;
for (const name of NAMES) {
  try {
    await import(name);
  } catch (error) {
    failed = true;
    console.error(name, error);
  }
}
process.exit(failed ? 1 : 0);
`;

/** Links every package of the workspace, and every package that one of them depends on. */
function linkPackages(top: string, into: string): void {
  const linked = new Set<string>();
  const link = (name: string, to: string) => {
    if (linked.has(name) || !existsSync(to)) return;
    linked.add(name);
    mkdirSync(dirname(join(into, name)), { recursive: true });
    symlinkSync(resolve(to), join(into, name));
  };
  const dirs = globSync('{packages,observability,stores,examples}/*/package.json', { cwd: top }).sort().map(dirname);
  const manifests = dirs.map(dir => JSON.parse(readFileSync(join(top, dir, 'package.json'), 'utf8')) as Manifest);
  for (const [i, { name }] of manifests.entries()) link(name, join(top, dirs[i]!));
  for (const [i, { dependencies, devDependencies }] of manifests.entries()) {
    for (const name of Object.keys({ ...dependencies, ...devDependencies })) {
      link(name, join(top, dirs[i]!, 'node_modules', name));
    }
  }
}

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}
