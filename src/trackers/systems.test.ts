/** A system is a folder with fixed names whose test runs the contract suite: one that lacks it would be trusted unproved. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SYSTEMS } from './systems.ts';

describe.each(SYSTEMS)('$name', ({ id }) => {
  const folder = id.replaceAll('_', '-');
  const file = (name: string): URL => new URL(`${folder}/${name}`, import.meta.url);

  it.each(['index.ts', 'params.ts', 'api.ts', 'convert.ts', 'fake.ts'])('has its %s', (name) => {
    expect(existsSync(file(name))).toBe(true);
  });

  it('is described', () => {
    expect(existsSync(new URL(`../../docs/trackers/${folder}.md`, import.meta.url))).toBe(true);
  });

  it('passes the contract suite', () => {
    expect(readFileSync(file(`${folder}.test.ts`), 'utf8')).toContain('describeTracker({');
  });
});
