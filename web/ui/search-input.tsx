/** A text to search for. Says it when the typing rests, so that not every letter is asked for. */
import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';
import { common } from '../texts/common.ts';

interface SearchInputProps {
  readonly value: string;
  readonly search: (text: string) => void;
  readonly placeholder?: string;
}

export function SearchInput({ value, search, placeholder = '' }: SearchInputProps) {
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  // The way back changes what is searched for, too.
  if (known !== value) {
    setKnown(value);
    if (text.trim() !== value) setText(value);
  }
  const rest = useDebouncedCallback(search, 250);
  const type = (typed: string): void => {
    setText(typed);
    rest(typed.trim());
  };
  return (
    <TextInput
      type="search"
      label={common.search}
      placeholder={placeholder}
      value={text}
      onChange={(event) => type(event.currentTarget.value)}
    />
  );
}
