/** A real Lockstep: its own process, its own data folder, spoken to over HTTP and the command line only. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from '../real/free-port.ts';
import { until } from './until.ts';

const PROGRAM = join(import.meta.dirname, '../../src/lockstep.ts');
const TOKEN = 'e2e-administrator-token-0123456789';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export class Lockstep {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #environment: NodeJS.ProcessEnv;
  #log = '';

  private constructor(port: number, environment: NodeJS.ProcessEnv) {
    this.url = `http://127.0.0.1:${port}`;
    this.#environment = environment;
    this.#process = spawn(process.execPath, [PROGRAM, 'serve'], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.#log = (this.#log + chunk.toString()).slice(-20_000)));
    }
  }

  /** Starts on `data` (a folder that may not exist yet) and waits until it is ready to work. */
  static async start(data: string, variables: Readonly<Record<string, string>> = {}): Promise<Lockstep> {
    const port = await freePort();
    const environment = {
      PATH: process.env['PATH'],
      LOCKSTEP_DATA: data,
      LOCKSTEP_PORT: String(port),
      LOCKSTEP_ADMIN_TOKEN: TOKEN,
      LOG_LEVEL: 'info',
      ...variables,
    };
    const lockstep = new Lockstep(port, environment);
    await until('the server to be ready', () => lockstep.#ready(), 60);
    return lockstep;
  }

  async #ready(): Promise<true | null> {
    if (this.#process.exitCode !== null) throw new Error(`the server ended: ${this.#log}`);
    const answer = await fetch(`${this.url}/readyz`).catch(() => null);
    return answer?.ok === true ? true : null;
  }

  /** What the process wrote so far (its last part). */
  get log(): string {
    return this.#log;
  }

  async request(method: string, path: string, body?: Json): Promise<Answer> {
    const response = await fetch(`${this.url}/api/v2/${path}`, {
      method,
      headers: {
        authorization: `Token ${TOKEN}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  }

  /** The body of an answer that has to be a good one; `T` is what the caller knows of its shape. */
  async call<T>(method: string, path: string, body?: Json): Promise<T> {
    const answer = await this.request(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as T;
  }

  /** Runs the command line against this server; it has to end well. Answers what it printed. */
  async cli(...words: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.#run(words);
    if (code !== 0) throw new Error(`lockstep ${words.join(' ')}: exit code ${code}: ${stdout}${stderr}`);
    return stdout;
  }

  #run(words: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    const environment = { ...this.#environment, LOCKSTEP_URL: this.url, LOCKSTEP_TOKEN: TOKEN };
    return new Promise((resolve) => {
      execFile(process.execPath, [PROGRAM, ...words], { env: environment, maxBuffer: 1e8 }, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr }),
      );
    });
  }

  /** Ends the process, politely or like a power cut, and waits until it is gone. */
  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    this.#process.kill(signal);
    await once(this.#process, 'exit');
  }
}
