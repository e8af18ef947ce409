import { TextInput, type TextInputProps } from '@mantine/core';
import type { ChangeEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { refusalKey } from './refusals';

type Props = Omit<TextInputProps, 'error' | 'name' | 'value' | 'onChange'> & {
  name: string;
  value: string;
  onChange: (event: ChangeEvent<HTMLInputElement>) => void;
  /** The service's words. */
  refused: string | null;
};

/** A field with what the service has against it. */
export function TextField({ refused, ...input }: Props) {
  return (
    <TextInput
      size="sm"
      autoComplete="off"
      spellCheck={false}
      error={refused !== null && <Refusal words={refused} />}
      {...input}
    />
  );
}

/** In the reader's language where the page knows these words, else as the service says it. */
export function Refusal({ words }: { words: string }) {
  const { t } = useTranslation('campaigns');
  const key = refusalKey(words);
  return key ? t(`refusal.${key}`) : <span lang="en">{words}</span>;
}
