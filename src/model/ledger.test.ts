import { describe, expect, it } from 'vitest';
import { floorOf, total, type Work } from './ledger.ts';
import type { Capabilities } from './tracker.ts';

const can: Capabilities = {
  labels: false,
  comments: false,
  commentBatch: 1,
  assignees: false,
  concurrency: 2,
  indexLag: 0,
  fieldTimes: true,
  createBatch: 1,
  readBackBatch: 100,
  pageSize: 100,
  metadataRequests: 3,
  timeResolution: 1000,
  proofPages: 1,
};

const work = (change: Partial<Work>): Work => ({
  coldMetadata: false,
  pulled: 0,
  rows: 1000,
  sweep: false,
  lookUps: 0,
  readById: 0,
  creates: 0,
  updates: 0,
  fieldTimes: 0,
  commentReads: 0,
  commentWrites: 0,
  checks: 0,
  ...change,
});

describe('the floor', () => {
  it('of an unchanged project of any size is one request', () => {
    expect(total(floorOf(work({ rows: 10 }), can))).toBe(1);
    expect(total(floorOf(work({ rows: 100_000 }), can))).toBe(1);
  });

  it('of a first sync of N is N and at most eight', () => {
    const first = work({
      coldMetadata: true,
      sweep: true,
      pulled: 0,
      rows: 0,
      lookUps: 3,
      creates: 1000,
      checks: 1,
    });
    expect(floorOf(first, can)).toMatchObject({ metadata: 3, sweep: 1, pull: 0, 'look-up': 3, create: 1000, check: 1 });
    expect(total(floorOf(first, can)) - 1000).toBeLessThanOrEqual(8);
  });

  it.each([
    [500, 1000, 6],
    [450, 1000, 6],
    [1000, 1000, 10],
    [50, 80, 1],
  ])('of %i foreign changes among %i issues is %i pages', (pulled, rows, pages) => {
    expect(floorOf(work({ pulled, rows }), can).pull).toBe(pages);
  });

  it('counts one read-back per hundred updates, and every read by id', () => {
    expect(floorOf(work({ updates: 101, readById: 1 }), can)).toMatchObject({ update: 101, 'read-back': 3 });
  });

  it('with a bulk create counts batches, and no proof page with a watermark', () => {
    expect(floorOf(work({ creates: 101, pulled: 500 }), { ...can, createBatch: 50, proofPages: 0 })).toMatchObject({
      create: 3,
      pull: 5,
    });
  });

  it('with a log counts it beside what it names, and with batches of updates those', () => {
    const log = { ...can, log: true, updateBatch: 50, updatesShow: true } as const;
    const pulls = [0, 1, 100, 101].map((pulled) => floorOf(work({ pulled, rows: 500 }), log).pull);
    expect(pulls).toEqual([1, 2, 2, 3]);
    expect(total(floorOf(work({ updates: 101, pulled: null }), log))).toBe(3);
  });

  it('is nothing where nothing was asked', () => {
    expect(total(floorOf(work({ pulled: null }), can))).toBe(0);
  });
});
