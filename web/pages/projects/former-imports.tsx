/** What was imported before, and how it went. */
import { Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { imports, type FormerImport } from '../../api/imports.ts';
import { importTexts as texts } from '../../texts/imports.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { Time } from '../../ui/time.tsx';

export function FormerImports({ projectId }: { readonly projectId: number }) {
  const query = useQuery(imports(projectId));
  return (
    <Loaded query={query} lines={3}>
      {({ results }) => (results.length === 0 ? <Text size="sm">{texts.noFormer}</Text> : <Found rows={results} />)}
    </Loaded>
  );
}

const Found = ({ rows }: { readonly rows: readonly FormerImport[] }) => (
  <Table fz="sm" verticalSpacing="xs">
    <Table.Thead>
      <Table.Tr>
        <Table.Th>{texts.when}</Table.Th>
        <Table.Th visibleFrom="sm">{texts.format}</Table.Th>
        <Table.Th>{texts.state}</Table.Th>
        <Table.Th>{texts.result}</Table.Th>
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {rows.map(({ id, created, format, state, message, counts }) => (
        <Table.Tr key={id}>
          <Table.Td>
            <Time at={created} />
          </Table.Td>
          <Table.Td visibleFrom="sm">{texts.formats[format as keyof typeof texts.formats] ?? format}</Table.Td>
          <Table.Td>
            <StateBadge state={state} />
          </Table.Td>
          <Table.Td className="lines">{state === 'failed' ? message : countsText(counts)}</Table.Td>
        </Table.Tr>
      ))}
    </Table.Tbody>
  </Table>
);

const countsText = ({ created, changed, unchanged, closed, reopened = 0 }: FormerImport['counts']): string =>
  `${texts.counts(created, changed, unchanged)}${closed === undefined ? '' : texts.turned(closed, reopened)}`;
