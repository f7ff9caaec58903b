/** The requests of one run and their answers, one line each until they are opened. */
import { Anchor, Code, Group, Stack, Text, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { trace, type Exchange } from '../../api/jobs.ts';
import { traceTexts as texts } from '../../texts/conflicts.ts';
import { Empty } from '../../ui/empty.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { pretty } from './pretty.ts';
import { toggled } from './toggled.ts';
import { useConnection } from './use-connection.ts';

interface Numbered extends Exchange {
  readonly index: number;
}

export function Exchanges({ job }: { readonly job: number }) {
  const { connection } = useConnection();
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  return (
    <Loaded query={useQuery(trace(job))}>
      {({ results }) => {
        if (results.length === 0)
          return <Empty title={texts.none}>{connection.debug_mode ? texts.noneOn : texts.noneOff}</Empty>;
        const rows = results.map((exchange, index): Numbered => ({ ...exchange, index }));
        return (
          <Stack gap="xs">
            <Anchor href={`/api/v2/jobs/issue-tracker/${job}/trace/?download=true`} size="sm">
              {texts.download}
            </Anchor>
            <VirtualList rows={rows} label={texts.list} keyOf={({ index }) => String(index)} height={() => 40}>
              {(row) => (
                <Line
                  exchange={row}
                  open={open.has(row.index)}
                  toggle={() => setOpen(toggled(open, [row.index], !open.has(row.index)))}
                />
              )}
            </VirtualList>
          </Stack>
        );
      }}
    </Loaded>
  );
}

interface LineProps {
  readonly exchange: Exchange;
  readonly open: boolean;
  readonly toggle: () => void;
}

function Line({ exchange: { method, url, status, milliseconds, error, request, response }, open, toggle }: LineProps) {
  return (
    <div className="row-line">
      <UnstyledButton onClick={toggle} aria-expanded={open} w="100%" py={8}>
        <Group gap="sm" wrap="nowrap" align="baseline">
          <Text size="sm" fw={600} component="span" w={52}>
            {method}
          </Text>
          <Text size="sm" component="span" flex={1} className="plan-title" {...(open ? {} : { lineClamp: 2 })}>
            {url}
          </Text>
          <Text size="sm" component="span">
            {status ?? texts.noAnswer}
          </Text>
          <Text size="sm" c="dimmed" component="span" visibleFrom="sm">
            {texts.ms(milliseconds)}
          </Text>
        </Group>
      </UnstyledButton>
      {open && (
        <Stack gap="xs" pb="sm">
          {error !== null && <Text size="sm">{error}</Text>}
          <Body name={texts.sent} text={request} />
          <Body name={texts.answered} text={response} />
        </Stack>
      )}
    </div>
  );
}

const Body = ({ name, text }: { readonly name: string; readonly text: string | null }) => (
  <div>
    <Text size="xs" c="dimmed">
      {name}
    </Text>
    {text === null || text === '' ? (
      <Text size="sm">{texts.nothing}</Text>
    ) : (
      <Code block className="exchange-body">
        {pretty(text)}
      </Code>
    )}
  </div>
);
