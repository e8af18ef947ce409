import { NativeSelect, SimpleGrid } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { registryQuery, type Link } from '../queries';
import { useChangeLink, useCreateLink } from '../writes';
import { changedFields, filledFields } from './changed_fields';
import { Form, FormDialog } from './FormDialog';
import { Refusal, TextField } from './TextField';
import { useDraft, type DraftForm } from './useDraft';
import { NO_UTM, UTM_NAMES, utmOf, type UtmName } from './utm_fields';

type Props = {
  opened: boolean;
  close: () => void;
  /** The one that is to be changed; a new one without it. */
  link?: Link;
  /** Of which campaign a new one is; to be chosen without it. */
  campaignId?: string | undefined;
  done: (link: Link) => void;
};

export function LinkForm({ opened, close, link, campaignId, done }: Props) {
  const { t } = useTranslation('campaigns');
  const finish = (written: Link) => {
    close();
    done(written);
  };
  return (
    <FormDialog title={link ? t('links.editOne', { cid: link.cid }) : t('links.new')} opened={opened} close={close}>
      {link ? (
        <EditLink link={link} close={close} done={finish} />
      ) : (
        <NewLink campaignId={campaignId} close={close} done={finish} />
      )}
    </FormDialog>
  );
}

type Inner = { close: () => void; done: (link: Link) => void };

function NewLink({ campaignId, close, done }: Inner & { campaignId: string | undefined }) {
  const { t } = useTranslation('campaigns');
  const registry = useQuery(registryQuery);
  const campaigns = (registry.data?.items ?? []).filter((one) => one.active || one.campaign_id === campaignId);
  const create = useCreateLink();
  const start = { campaign_id: campaignId ?? '', cid: '', destination_url: '', ...NO_UTM };
  const form = useDraft(start, create.error);
  const { draft, field, set, trouble, ref } = form;
  const chosen = campaigns.find((one) => one.campaign_id === draft.campaign_id);
  const { refused } = field('campaign_id');
  return (
    <Form
      formRef={ref}
      submit={() => create.mutate({ ...filledFields(draft), campaign_id: draft.campaign_id }, { onSuccess: done })}
      submitLabel={t('links.create')}
      pending={create.isPending}
      trouble={trouble}
      cancel={close}
    >
      <NativeSelect
        label={t('column.campaign')}
        required
        {...(campaignId === undefined && { 'data-autofocus': true })}
        value={draft.campaign_id}
        onChange={(event) => set('campaign_id', event.currentTarget.value)}
        error={refused !== null && <Refusal words={refused} />}
        data={[
          ...(campaignId === undefined ? [{ value: '', label: t('form.chooseCampaign') }] : []),
          ...campaigns.map((one) => ({ value: one.campaign_id, label: `${one.name} (${one.campaign_id})` })),
        ]}
      />
      <TextField
        {...field('cid')}
        label={t('form.cid')}
        description={t('form.cidHelp')}
        {...(campaignId !== undefined && { 'data-autofocus': true })}
      />
      <TextField
        {...field('destination_url')}
        label={t('form.destination_url')}
        description={t('form.destinationHelp')}
        placeholder={chosen?.default_url ?? ''}
        type="url"
      />
      <UtmFields form={form} />
    </Form>
  );
}

function EditLink({ link, close, done }: Inner & { link: Link }) {
  const { t } = useTranslation('campaigns');
  const change = useChangeLink(link.cid);
  const [before] = useState({ destination_url: link.destination_url, ...utmOf(link) });
  const form = useDraft(before, change.error);
  const submit = () => {
    const changes = changedFields(before, form.draft);
    if (Object.keys(changes).length === 0) close();
    else change.mutate(changes, { onSuccess: done });
  };
  return (
    <Form
      formRef={form.ref}
      submit={submit}
      submitLabel={t('form.save')}
      pending={change.isPending}
      trouble={form.trouble}
      cancel={close}
    >
      <TextField
        {...form.field('destination_url')}
        label={t('form.destination_url')}
        type="url"
        required
        data-autofocus
      />
      <UtmFields form={form} />
    </Form>
  );
}

function UtmFields<Name extends string>({ form }: { form: DraftForm<Name | UtmName> }) {
  const { t } = useTranslation('campaigns');
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="xs">
      {UTM_NAMES.map((name) => (
        <TextField key={name} {...form.field(name)} label={name} description={t(`form.${name}`)} />
      ))}
    </SimpleGrid>
  );
}
