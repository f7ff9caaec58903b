/** A list is imported again with a few edits: only those reach a real Redmine. The tests build on each other. */
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SIZE } from './asvs.ts';
import { Lockstep } from './lockstep.ts';
import { Redmine, type RedmineIssue } from './redmine.ts';
import * as scenes from './scene.ts';

interface Requirement {
  readonly Shortcode: string;
  Description: string;
  readonly L: string;
}

interface Standard {
  readonly Requirements: readonly {
    readonly Shortcode: string;
    readonly Name: string;
    readonly Items: readonly {
      readonly Shortcode: string;
      readonly Name: string;
      readonly Items: readonly Requirement[];
    }[];
  }[];
}

/** Three chapters of five sections of 23 requirements: as many as the real one has. */
function generated(): Standard {
  const from = <T>(length: number, make: (number: number) => T): T[] =>
    Array.from({ length }, (_, index) => make(index + 1));
  return {
    Requirements: from(3, (chapter) => ({
      Shortcode: `V${chapter}`,
      Name: `Chapter ${chapter}`,
      Items: from(5, (section) => ({
        Shortcode: `V${chapter}.${section}`,
        Name: `Section ${section}`,
        Items: from(23, (number) => ({
          Shortcode: `V${chapter}.${section}.${number}`,
          Description: `Verify that control ${number}, as designed, is in place.`,
          L: String(1 + (number % 3)),
        })),
      })),
    })),
  };
}

function standard(): Standard {
  const fixtures = process.env['LOCKSTEP_FIXTURES'];
  const real = fixtures === undefined ? '' : join(fixtures, 'asvs/asvs-5.0.0-en.json');
  if (existsSync(real)) return JSON.parse(readFileSync(real, 'utf8')) as Standard;
  console.info('LOCKSTEP_FIXTURES has no asvs/asvs-5.0.0-en.json: a generated file of the same size is used.');
  return generated();
}

const redmine = new Redmine();
const asvs = standard();
let folder: string;
let lockstep: Lockstep;
let scene: scenes.Scene;
let before: readonly RedmineIssue[];

async function importAsvs(): Promise<string> {
  const file = join(folder, 'asvs.json');
  await writeFile(file, JSON.stringify(asvs, null, 2));
  return lockstep.cli('import', file, '--format', 'asvs', '--project', String(scene.project));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-imports-'));
  lockstep = await Lockstep.start(join(folder, 'data'), scenes.egressFor(redmine));
  scene = await scenes.setUp(lockstep, redmine, 'Imports');
});

afterAll(async () => {
  await lockstep.end();
  await redmine.archive(scene.target);
  await rm(folder, { recursive: true, force: true });
});

test('ASVS 5.0 JSON becomes tasks, and then issues', async () => {
  expect(await importAsvs()).toContain(`${SIZE} created, 0 changed, 0 unchanged (asvs file).`);
  await scenes.sync(lockstep, scene);
  before = await redmine.issues(scene.target);
  expect(before).toHaveLength(SIZE);
});

test('the same file again changes nothing, here and there', async () => {
  expect(await importAsvs()).toContain(`0 created, 0 changed, ${SIZE} unchanged (asvs file).`);
  expect(scenes.totalOf((await scenes.sync(lockstep, scene)).requests)).toBe(1);
});

test('three edited requirements change exactly three issues', async () => {
  const all = asvs.Requirements.flatMap(({ Items }) => Items.flatMap((section) => section.Items));
  const edited = [0, 100, SIZE - 1].map((at) => all[at]!);
  for (const requirement of edited) requirement.Description += ' Keep the evidence of it.';
  expect(await importAsvs()).toContain(`0 created, 3 changed, ${SIZE - 3} unchanged (asvs file).`);
  const { requests } = await scenes.sync(lockstep, scene);
  expect(requests['update']).toBe(3);
  const after = await redmine.issues(scene.target);
  const unlike = after.filter(({ subject, description, status }, at) => {
    const was = before[at]!;
    return subject !== was.subject || description !== was.description || status.id !== was.status.id;
  });
  expect(after).toHaveLength(SIZE);
  expect([...scenes.byTask(unlike).keys()].toSorted()).toEqual(edited.map(({ Shortcode }) => Shortcode).toSorted());
  for (const { description } of unlike) expect(description).toContain('Keep the evidence of it.');
});
