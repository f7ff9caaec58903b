/** What an import is going to do, before it does. */
import { Box, Paper, SimpleGrid, Stack, Table, Text, Title, Button } from '@mantine/core';
import type { Imported } from '../../api/imports.ts';
import { importTexts as texts } from '../../texts/imports.ts';

interface ImportPreviewProps {
  readonly imported: Imported;
  readonly busy: boolean;
  readonly apply: () => void;
}

export function ImportPreview({ imported, busy, apply }: ImportPreviewProps) {
  const { created, changed, closed = 0, reopened = 0 } = imported.counts;
  const total = created + changed + closed + reopened;
  return (
    <section>
      <Stack align="flex-start">
        <Title order={2}>{texts.previewTitle}</Title>
        <Counts counts={imported.counts} />
        <Columns imported={imported} />
        {total === 0 ? (
          <Text>{texts.nothing}</Text>
        ) : (
          <>
            <Button loading={busy} onClick={apply}>
              {texts.apply(total)}
            </Button>
            <Affected imported={imported} total={total} />
          </>
        )}
      </Stack>
    </section>
  );
}

const Counts = ({ counts }: Pick<Imported, 'counts'>) => (
  <SimpleGrid cols={{ base: 2, xs: 3, md: 5 }} spacing="sm" w="100%">
    {(['created', 'changed', 'closed', 'reopened', 'unchanged'] as const).map((kind) => {
      const count = counts[kind];
      return (
        count !== undefined && (
          <Paper key={kind} withBorder p="sm">
            <Text size="xl" fw={600}>
              {count.toLocaleString('en')}
            </Text>
            <Text size="sm" c="dimmed">
              {texts[kind]}
            </Text>
          </Paper>
        )
      );
    })}
  </SimpleGrid>
);

function Columns({ imported: { columns, ignored } }: Pick<ImportPreviewProps, 'imported'>) {
  const read = Object.entries(columns);
  return (
    <>
      {read.length > 0 && (
        <Text size="sm" className="anywhere">
          {texts.columns}: {read.map(([field, header]) => texts.column(field, header)).join(', ')}.
        </Text>
      )}
      {ignored.length > 0 && (
        <Text size="sm" className="anywhere">
          {texts.ignored}: {ignored.join(', ')}.
        </Text>
      )}
    </>
  );
}

interface Line {
  readonly task: string;
  readonly title: string;
  readonly what: string;
}

const linesOf = ({ additions, changes, turned }: Imported): readonly Line[] => [
  ...additions.map((one) => ({ ...one, what: texts.isNew })),
  ...changes.map(({ fields, ...one }) => ({ ...one, what: texts.changes(fields) })),
  ...turned.map(({ meaning, ...one }) => ({ ...one, what: texts.turns[meaning] ?? meaning })),
];

/** At most a hundred of each kind: as many as the API names. */
function Affected({ imported, total }: { readonly imported: Imported; readonly total: number }) {
  const lines = linesOf(imported);
  return (
    <Box w="100%">
      <Table fz="sm" verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{texts.task}</Table.Th>
            <Table.Th>{texts.taskTitle}</Table.Th>
            <Table.Th>{texts.what}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map(({ task, title, what }) => (
            <Table.Tr key={`${task} ${what}`}>
              <Table.Td className="anywhere">{task}</Table.Td>
              <Table.Td className="anywhere">{title}</Table.Td>
              <Table.Td>{what}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {total > lines.length && (
        <Text size="sm" c="dimmed" mt="xs">
          {texts.more(total - lines.length)}
        </Text>
      )}
    </Box>
  );
}
