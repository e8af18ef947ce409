import { Switch } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Campaign } from '../queries';
import { daysOf, useCampaignsSearch } from '../useCampaignsSearch';
import { useChangeCampaign, useCreateCampaign } from '../writes';
import { changedFields } from './changed_fields';
import { Form, FormDialog } from './FormDialog';
import { TextField } from './TextField';
import { useDraft } from './useDraft';

type Props = {
  opened: boolean;
  close: () => void;
  /** The one that is to be changed; a new one without it. */
  campaign?: Campaign;
  /** What a new one is to be called, where events name it already. */
  campaignId?: string;
};

export function CampaignForm({ opened, close, campaign, campaignId }: Props) {
  const { t } = useTranslation('campaigns');
  return (
    <FormDialog title={t(campaign ? 'editCampaign' : 'newCampaign')} opened={opened} close={close}>
      {campaign ? (
        <EditCampaign campaign={campaign} close={close} />
      ) : (
        <NewCampaign campaignId={campaignId ?? ''} close={close} />
      )}
    </FormDialog>
  );
}

/** Leads to the new campaign's links, of which it has none yet. */
function NewCampaign({ campaignId, close }: { campaignId: string; close: () => void }) {
  const { t } = useTranslation('campaigns');
  const { search } = useCampaignsSearch();
  const navigate = useNavigate();
  const create = useCreateCampaign();
  const { draft, field, trouble, ref } = useDraft({ campaign_id: campaignId, name: '', default_url: '' }, create.error);
  const submit = () =>
    create.mutate(draft, {
      onSuccess: ({ campaign_id }) => {
        close();
        void navigate({ to: '/campaigns', search: { ...daysOf(search), campaign_id, tab: 'links' } });
      },
    });
  return (
    <Form
      formRef={ref}
      submit={submit}
      submitLabel={t('form.createCampaign')}
      pending={create.isPending}
      trouble={trouble}
      cancel={close}
    >
      <TextField
        {...field('campaign_id')}
        label={t('form.campaign_id')}
        description={t('form.campaignIdHelp')}
        required
        data-autofocus
      />
      <TextField {...field('name')} label={t('form.name')} required spellCheck />
      <TextField
        {...field('default_url')}
        label={t('form.default_url')}
        description={t('form.defaultUrlHelp')}
        type="url"
        required
      />
    </Form>
  );
}

function EditCampaign({ campaign, close }: { campaign: Campaign; close: () => void }) {
  const { t } = useTranslation('campaigns');
  const change = useChangeCampaign(campaign.campaign_id);
  // as it was when the form was opened: what a colleague changes meanwhile is not changed back
  const [wasActive] = useState(campaign.active);
  const [before] = useState({ name: campaign.name, default_url: campaign.default_url });
  const [active, setActive] = useState(wasActive);
  const { draft, field, trouble, ref } = useDraft(before, change.error);
  const submit = () => {
    const changes = { ...changedFields(before, draft), ...(active !== wasActive && { active }) };
    if (Object.keys(changes).length === 0) close();
    else change.mutate(changes, { onSuccess: close });
  };
  return (
    <Form
      formRef={ref}
      submit={submit}
      submitLabel={t('form.save')}
      pending={change.isPending}
      trouble={trouble}
      cancel={close}
    >
      <TextField {...field('name')} label={t('form.name')} required spellCheck data-autofocus />
      <TextField
        {...field('default_url')}
        label={t('form.default_url')}
        description={t('form.defaultUrlHelp')}
        type="url"
        required
      />
      <Switch
        label={t('form.active')}
        description={t('form.campaignActiveHelp')}
        checked={active}
        onChange={(event) => setActive(event.currentTarget.checked)}
      />
    </Form>
  );
}
