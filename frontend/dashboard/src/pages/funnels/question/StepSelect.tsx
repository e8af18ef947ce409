import { Select, type ComboboxItem, type OptionsFilter } from '@mantine/core';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { matchingGroups, type StepGroup } from './steps';

type Props = {
  label: string;
  /** Null: none is chosen, and none stays so. */
  value: string | null;
  groups: readonly StepGroup[];
  onChange: (step: string) => void;
  className?: string | undefined;
  placeholder?: string;
  /** What was typed, where it does not follow from the value. */
  typed?: { text: string; set: (text: string) => void };
  ref?: Ref<HTMLInputElement>;
};

const FOUND: OptionsFilter = ({ options, search }) => matchingGroups(options as StepGroup[], search);

/** What scrolls is the list itself, as its keys expect. */
const CHOICE = {
  comboboxProps: { withinPortal: false },
  openOnFocus: false,
  withScrollArea: false,
  styles: { options: { maxHeight: 300, overflowY: 'auto' } },
} as const;

/**
 * Enter takes the first that fits, however fast it comes. Mantine 9.7 looks for the current one some time after the list
 * has opened, and forgets the first one then; where there is no current one, it need not look.
 */
const AT_ONCE = {
  comboboxProps: { ...CHOICE.comboboxProps, keepMounted: true },
  selectFirstOptionOnDropdownOpen: true,
} as const;

/** One type of the dictionary, by its stage; one that the dictionary does not know stays, under its own name. */
export function StepSelect({ label, value, groups, onChange, className, placeholder, typed, ref }: Props) {
  const { t } = useTranslation('funnels');
  const known = value === null || groups.some(({ items }) => items.some((item) => item.value === value));
  const unknown: ComboboxItem[] = known ? [] : [{ value, label: value }];
  return (
    <Select
      size="xs"
      aria-label={label}
      data={known ? [...groups] : [...groups, { group: t('steps.unknown'), items: unknown }]}
      value={value}
      onChange={(step) => {
        if (step !== null) onChange(step);
      }}
      allowDeselect={false}
      searchable
      selectFirstOptionOnChange
      filter={FOUND}
      nothingFoundMessage={t('steps.none')}
      {...(className === undefined ? {} : { className })}
      {...(placeholder === undefined ? {} : { placeholder })}
      {...(typed ? { searchValue: typed.text, onSearchChange: typed.set } : {})}
      {...(ref ? { ref } : {})}
      {...CHOICE}
      {...(value === null ? AT_ONCE : {})}
    />
  );
}
