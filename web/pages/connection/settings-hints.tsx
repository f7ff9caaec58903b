/** Hints: an address for the tracker, shown once, and what came to it. */
import { Alert, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { disableHints, enableHints, hints as hintsQuery, type Hints } from '../../api/hints.ts';
import { hintTexts as texts } from '../../texts/hints.ts';
import { Act, Confirm } from '../../ui/act.tsx';
import { Copied } from '../../ui/copied.tsx';
import { Fact } from '../../ui/fact.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Time } from '../../ui/time.tsx';
import { useConnection } from './use-connection.ts';

export function SettingsHints() {
  const { id } = useConnection().connection;
  const query = useQuery(hintsQuery(id));
  const [address, setAddress] = useState<string | null>(null);
  return (
    <Stack gap="sm" component="section">
      <Title order={2}>{texts.title}</Title>
      <Text size="sm">{texts.about}</Text>
      {address !== null && <Made address={address} />}
      <Loaded query={query} lines={1}>
        {(hints) => (
          <>
            {hints.enabled && <Arrived hints={hints} />}
            <Switches id={id} enabled={hints.enabled} setAddress={setAddress} />
          </>
        )}
      </Loaded>
    </Stack>
  );
}

const Made = ({ address }: { readonly address: string }) => (
  <Alert variant="outline" color="green" title={texts.address} role="alert">
    <Stack gap="xs">
      <Text size="sm">{texts.onlyNow}</Text>
      <Copied text={address} />
    </Stack>
  </Alert>
);

const Arrived = ({ hints: { last, count } }: { readonly hints: Hints }) => (
  <Stack gap={4}>
    <Fact name={texts.last}>
      {/* Each anew, or one that just came would seem to be still to come. */}
      <Time key={last} at={last} fallback={texts.none} />
    </Fact>
    <Fact name={texts.count}>{texts.counted(count)}</Fact>
  </Stack>
);

interface SwitchesProps {
  readonly id: number;
  readonly enabled: boolean;
  readonly setAddress: (address: string | null) => void;
}

function Switches({ id, enabled, setAddress }: SwitchesProps) {
  const { barred } = useConnection();
  const on = {
    variant: 'default',
    why: barred('enableHints'),
    act: async () => setAddress(await enableHints(id)),
  } as const;
  const off = async (): Promise<void> => {
    await disableHints(id);
    setAddress(null);
  };
  if (!enabled)
    return (
      <Group>
        <Act {...on}>{texts.enable}</Act>
      </Group>
    );
  return (
    <Group>
      <Confirm {...on} color="indigo" title={texts.renew} says={texts.renewSays}>
        {texts.renew}
      </Confirm>
      <Confirm
        variant="default"
        color="red"
        why={barred('disableHints')}
        title={texts.disable}
        says={texts.disableSays}
        done={texts.disabled}
        act={off}
      >
        {texts.disable}
      </Confirm>
    </Group>
  );
}
