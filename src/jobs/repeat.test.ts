import { afterEach, expect, test, vi } from 'vitest';
import { repeat } from './repeat.ts';

afterEach(() => void vi.useRealTimers());

test('an outage is told when it begins and when it ends, and so is the next one', async () => {
  vi.useFakeTimers();
  const lines: string[] = [];
  const log = (data: object, text: string): void => void lines.push(`${text} ${Object.keys(data).join()}`.trim());
  const outcomes = [true, false, false, false, true, true, false, false, true];
  const task = async (): Promise<void> => {
    lines.push('.');
    if (outcomes.shift() === false) throw new Error('no database');
  };
  const timer = await repeat({ name: 'hints', every: 3_000, task, logger: { info: log, warn: log, error: log } });
  await vi.advanceTimersByTimeAsync(8 * 3_000);
  clearInterval(timer);
  const failed = 'hints: a sweep failed; it is tried until it succeeds, and that is told err';
  const again = 'hints: the sweep succeeds again';
  expect(lines).toEqual(['.', '.', failed, '.', '.', '.', again, '.', '.', failed, '.', '.', again]);
});
