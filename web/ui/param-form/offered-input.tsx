/** A text with offers to choose from; anything else may be written, too. */
import {
  Autocomplete,
  Group,
  Text,
  type AutocompleteProps,
  type ComboboxItem,
  type OptionsFilter,
} from '@mantine/core';
import type { Offer } from './offers.ts';

interface OfferedInputProps extends Omit<AutocompleteProps, 'data' | 'filter' | 'renderOption'> {
  readonly offers: readonly Offer[];
}

export function OfferedInput({ offers, ...input }: OfferedInputProps) {
  const labels = new Map(offers.map(({ value, label }) => [value, label]));
  const chosen = labels.has(input.value ?? '');
  // With something chosen all offers are shown: one may want another.
  const filter: OptionsFilter = ({ options, search }) =>
    (options as ComboboxItem[]).filter(
      ({ value }) =>
        chosen || `${value} ${labels.get(value) ?? ''}`.toLowerCase().includes(search.trim().toLowerCase()),
    );
  return (
    <Autocomplete
      {...input}
      data={[...labels.keys()]}
      filter={filter}
      limit={200}
      maxDropdownHeight={260}
      renderOption={({ option }) => <OfferLine value={option.value} label={labels.get(option.value) ?? ''} />}
    />
  );
}

const OfferLine = ({ value, label }: Offer) => (
  <Group justify="space-between" w="100%" gap="xs" wrap="nowrap">
    <Text size="sm">{label}</Text>
    {label !== value && (
      <Text size="xs" c="dimmed">
        {value}
      </Text>
    )}
  </Group>
);
