import { expect, test } from 'vitest';
import { formatOf, sizeText } from './file-format.ts';

test('a file is known by its beginning', () => {
  expect(formatOf('tasks.csv', 'id,title\nT1,A\n')).toBe('csv');
  expect(formatOf('5.0.csv', '\uFEFFchapter_id,chapter_name,section_id,section_name,req_id,req_description,L\n')).toBe(
    'asvs',
  );
  expect(formatOf('asvs.json', '{"Name":"ASVS","Requirements":[')).toBe('asvs');
  expect(formatOf('flat.json', ' {"requirements": [')).toBe('asvs');
  expect(formatOf('bom.json', '{"bomFormat": "CycloneDX"')).toBe('vex');
  expect(formatOf('app.cdx.json', '{')).toBe('vex');
  expect(formatOf('scan.sarif', '{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","runs":[')).toBe('sarif');
});

test('a size is told in few digits', () => {
  expect([0, 999, 14_985, 20_000_000].map(sizeText)).toEqual(['0 bytes', '999 bytes', '15 kB', '20 MB']);
});
