import { describe, expect, test } from 'vitest';
import type { ParamValues } from '../../model/params.ts';
import { checkParams } from '../check-params.ts';
import { azureDevops } from './index.ts';

const PLACE = { issue_tracker_context_root: 'acme', issue_tracker_project: 'Shop' };

const rootOf = (values: ParamValues): string => azureDevops.endpoint({ ...PLACE, ...values }).root;

test('an organization, a project and a token are enough: Services are meant', () => {
  expect(checkParams(azureDevops, { ...PLACE, issue_tracker_api_token: 't' })).toEqual({});
  expect(rootOf({})).toBe('https://dev.azure.com/acme');
  expect(checkParams(azureDevops, { issue_tracker_project: 'Shop', issue_tracker_auth_mode: 'bearer' })).toEqual({
    issue_tracker_api_token: ['This field is required.'],
  });
  expect(() => rootOf({ issue_tracker_context_root: '' })).toThrow('Give the organization');
});

test('a server has a collection, Services have none', () => {
  const server = { issue_tracker_server: 'azure.example', issue_tracker_context_root: 'tfs' };
  expect(rootOf(server)).toBe('https://azure.example/tfs/DefaultCollection');
  expect(rootOf({ ...server, azure_devops_collection: 'Second one' })).toBe('https://azure.example/tfs/Second%20one');
  expect(rootOf({ issue_tracker_server: 'acme.visualstudio.com', issue_tracker_context_root: '' })).toBe(
    'https://acme.visualstudio.com',
  );
});

test('a personal token is a password without a user, one of Entra ID a bearer', () => {
  const sent = (values: ParamValues) =>
    azureDevops.endpoint({ ...PLACE, ...values }).credentials['Authorization']?.reveal();
  const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`;
  expect(sent({ issue_tracker_api_token: 'pat' })).toBe(basic(':pat'));
  expect(sent({ issue_tracker_auth_mode: 'bearer', issue_tracker_api_token: 'jwt' })).toBe('Bearer jwt');
  const user = { issue_tracker_auth_mode: 'basic', issue_tracker_user: 'CORP\\ann', issue_tracker_pass: 'p:w' };
  expect(sent(user)).toBe(basic('CORP\\ann:p:w'));
});

describe('what is usual for a process, unless something is given', () => {
  test.each([
    ['Agile', { TODO: 'New', DONE: 'Closed', NA: 'Removed' }],
    ['Scrum', { TODO: 'To Do', DONE: 'Done', NA: 'Removed' }],
    ['Basic', { TODO: 'To Do', DONE: 'Done', NA: 'Done' }],
    ['CMMI', { TODO: 'Proposed', DONE: 'Closed', NA: 'Closed' }],
  ])('%s', (process, targets) => {
    const usual = azureDevops.options({ azure_devops_process: process });
    expect(usual).toMatchObject({ targets, closedStatus: targets.NA });
    expect(usual.statusMap[targets.DONE]).toBe('DONE');
    const given = azureDevops.options({
      azure_devops_process: process,
      sde_status_map: '{"DONE":"Over"}',
      issue_tracker_status_map: '{"Over":"DONE"}',
      issue_tracker_closed_status: '',
    });
    expect(given).toMatchObject({ targets: { DONE: 'Over' }, statusMap: { Over: 'DONE' }, closedStatus: null });
  });

  test('every priority has a number', () => {
    expect(azureDevops.options({}).priorities).toMatchObject({ '10': '1', '8': '2', '3': '3', '1': '4' });
  });
});

test('a parent is named by its number', () => {
  expect(azureDevops.options({ issue_tracker_parent_issue: '42' }).parent).toBe('42');
  expect(() => azureDevops.options({ issue_tracker_parent_issue: '#42' })).toThrow('not the number of a work item');
});
