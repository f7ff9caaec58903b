import { expect, test } from 'vitest';
import type { ParamField, Plugin } from '../../api/plugins.ts';
import { setByConnection, setByConnector, usuallyEditable } from './settable.ts';

const field = (name: string, scope: string[], field_type = 'string', readonly = false): ParamField => ({
  name,
  scope,
  field_type,
  readonly,
  label: name,
  description: '',
  default: null,
  max_length: null,
  required: false,
  deprecated: false,
  placeholder: '',
  help_text: '',
  options: [],
});

const server = field('server', ['system']);
const token = field('token', ['system'], 'masked_string');
const map = field('map', ['system'], 'json');
const cannot = field('cannot', ['system'], 'boolean', true);
const both = field('workspace', ['system', 'project']);
const project = field('project', ['project']);

const PLUGIN: Plugin = {
  id: 'x',
  name: 'X',
  short_name: 'X',
  command: 'sync_x',
  sections: [
    { label: null, optional: false, fields: [project] },
    { label: 'Connection', optional: false, fields: [server, both] },
    { label: 'Credentials', optional: true, fields: [token] },
    { label: 'Synchronization', optional: true, fields: [map, cannot] },
  ],
};

test('a connector sets what is not each project’s own', () => {
  expect([server, token, map, both, project].filter(setByConnector)).toEqual([server, token, map, both]);
});

test('without a list a connection sets what the schema says, with one what is listed, and always its own', () => {
  const all = [server, map, both, project];
  expect(all.filter(setByConnection(null))).toEqual([both, project]);
  expect(all.filter(setByConnection(['map']))).toEqual([map, project]);
});

test('a new connector keeps the way to the server and the credentials to itself', () => {
  expect(usuallyEditable(PLUGIN)).toEqual(['workspace', 'map']);
});
