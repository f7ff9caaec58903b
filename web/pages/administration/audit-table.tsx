/** Entries of the log; each opens to what was changed. */
import { Button, Code, Table, Text } from '@mantine/core';
import { Fragment, useState } from 'react';
import type { AuditEntry } from '../../api/audit.ts';
import { auditTexts as texts } from '../../texts/administration.ts';
import { Time } from '../../ui/time.tsx';

export const AuditTable = ({ rows }: { readonly rows: readonly AuditEntry[] }) => (
  <Table fz="sm" verticalSpacing="xs">
    <Table.Thead>
      <Table.Tr>
        <Table.Th w={130}>{texts.when}</Table.Th>
        <Table.Th>{texts.what}</Table.Th>
        <Table.Th visibleFrom="md">{texts.object}</Table.Th>
        <Table.Th visibleFrom="sm">{texts.address}</Table.Th>
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {rows.map((entry) => (
        <Entry key={entry.id} entry={entry} />
      ))}
    </Table.Tbody>
  </Table>
);

function Entry({ entry }: { readonly entry: AuditEntry }) {
  const [opened, setOpened] = useState(false);
  const { date, text, object_type, object_id, address, before, after } = entry;
  const hasMore = before !== null || after !== null;
  return (
    <Fragment>
      <Table.Tr>
        <Table.Td valign="top">
          <Time at={date} />
        </Table.Td>
        <Table.Td>
          <Text size="sm" className="anywhere">
            {text}
          </Text>
          {hasMore && (
            <Button
              size="compact-xs"
              variant="default"
              mt={4}
              aria-expanded={opened}
              onClick={() => setOpened(!opened)}
            >
              {opened ? texts.hide : texts.show}
            </Button>
          )}
        </Table.Td>
        <Table.Td visibleFrom="md" valign="top">
          {object_type} {object_id}
        </Table.Td>
        <Table.Td visibleFrom="sm" valign="top">
          {address}
        </Table.Td>
      </Table.Tr>
      {opened && (
        <Table.Tr>
          <Table.Td colSpan={4}>
            <Changes before={before} after={after} />
          </Table.Td>
        </Table.Tr>
      )}
    </Fragment>
  );
}

/** Member by member; what stayed as it was is not there. */
function Changes({ before, after }: Pick<AuditEntry, 'before' | 'after'>) {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return (
    <Table fz="xs" withTableBorder layout="fixed">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{texts.member}</Table.Th>
          <Table.Th>{texts.before}</Table.Th>
          <Table.Th>{texts.after}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {names.map((name) => (
          <Table.Tr key={name}>
            <Table.Td className="anywhere">{name}</Table.Td>
            <Table.Td>
              <Value value={before?.[name]} />
            </Table.Td>
            <Table.Td>
              <Value value={after?.[name]} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

const Value = ({ value }: { readonly value: unknown }) =>
  value === undefined ? (
    '—'
  ) : (
    <Code className="anywhere">{typeof value === 'string' ? value : JSON.stringify(value)}</Code>
  );
