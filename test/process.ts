/** Child processes of tests: started with this Node, read line by line, ended with their test. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface Child {
  readonly pid: number;
  /** Lines of standard output so far. */
  readonly lines: string[];
  /** The first line that matches, already there or to come. Rejects when the process ends without it. */
  line(pattern: RegExp): Promise<string>;
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Its exit code and what it said on standard error. */
  ended(): Promise<{ code: number | null; stderr: string }>;
}

/** Runs a module of this folder with arguments. */
export function startChild(file: URL, args: readonly string[]): Child {
  const child = spawn(process.execPath, [file.pathname, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const lines: string[] = [];
  let stderr = '';
  child.stderr.on('data', (chunk) => void (stderr += String(chunk)));
  const reader = createInterface({ input: child.stdout }).on('line', (line) => void lines.push(line));
  const exit = once(child, 'close').then(() => process.off('exit', kill));
  return {
    pid: child.pid ?? 0,
    lines,
    async line(pattern) {
      for (;;) {
        const found = lines.find((line) => pattern.test(line));
        if (found !== undefined) return found;
        const more = await Promise.race([once(reader, 'line').then(() => true), exit.then(() => false)]);
        if (!more && !lines.some((line) => pattern.test(line)))
          throw new Error(`the process ended without a line ${pattern}: ${stderr}`);
      }
    },
    async kill(signal) {
      child.kill(signal);
      await exit;
    },
    async ended() {
      await exit;
      return { code: child.exitCode, stderr };
    },
  };
}
