import { expect, test } from 'vitest';
import { runDemo } from './demo.ts';
import type { FakeAnswer, FakeRequest } from './trackers/fake.ts';
import { refusing, type FakeJira } from './trackers/jira/fake.ts';

async function told(prepare?: Parameters<typeof runDemo>[0]['prepare']) {
  const lines: string[] = [];
  const code = await runDemo({
    once: true,
    tell: (line) => lines.push(line),
    ...(prepare === undefined ? {} : { prepare }),
  });
  return { code, text: lines.join('\n') };
}

test('the story comes true, and its numbers are those of the answers', async () => {
  const { code, text } = await told();
  expect(text).not.toContain('✗');
  expect(text).toContain('✓ 40 tasks were imported');
  expect(text).toContain('✓ Plan 1: 38 issues to create, 2 tasks to skip.');
  expect(text).toContain('✓ The tracker now has 38 issues: exactly one per planned task.');
  expect(text).toContain('it took 1 request to know that');
  expect(code).toBe(0);
});

/** Answers some requests in the tracker's place. */
function instead(tracker: FakeJira, answer: (request: FakeRequest) => FakeAnswer | 'go on'): void {
  const { handle } = tracker;
  tracker.handle = (request) => {
    const given = answer(request);
    return given === 'go on' ? handle.call(tracker, request) : given;
  };
}

test('a tracker that creates nothing ends the story with another code, in the words of the tracker', async () => {
  const { code, text } = await told((tracker) =>
    instead(tracker, ({ url }) =>
      url.endsWith('/issue/bulk') ? refusing('Creating issues is switched off').answer : 'go on',
    ),
  );
  expect(code).toBe(1);
  expect(text).toMatch(/✗ .*Creating issues is switched off/s);
  expect(text).toContain('this step did not do what it says');
});

test('so does a tracker that does not do what it was asked to', async () => {
  const { code, text } = await told((tracker) =>
    // People's titles are thrown away, and the answer says that all is well.
    instead(tracker, ({ method, body }) =>
      method === 'PUT' && (body ?? '').includes('see also our tax ticket')
        ? { status: 204, headers: {}, text: '' }
        : 'go on',
    ),
  );
  expect(code).toBe(1);
  expect(text).toMatch(/✗ Expected: PAY-\d+ keeps the developer's title/);
});
