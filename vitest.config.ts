import { defineConfig } from 'vitest/config';
import ClosingReporter from './test/closing-reporter.ts';

export default defineConfig({
  test: {
    reporters: ['default', new ClosingReporter()],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'src/{model,sync,http,trackers,cli}/**/*.test.ts',
            'src/tasks/import/*.test.ts',
            'src/*.test.ts',
            'web/**/*.test.ts',
          ],
          exclude: ['src/tasks/import/apply.test.ts', 'src/{demo,main,lockstep}.test.ts'],
          pool: 'threads',
          isolate: false,
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'store',
          include: [
            'src/{store,jobs,api}/**/*.test.ts',
            'src/tasks/import/apply.test.ts',
            'src/{demo,main,lockstep}.test.ts',
            'test/*.test.ts',
          ],
          pool: 'forks',
          globalSetup: ['test/postgres.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/*.test.ts'],
          pool: 'forks',
          fileParallelism: false, // one Redmine, two cores
          globalSetup: ['test/real/redmine.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'ui',
          include: ['test/ui/*.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
